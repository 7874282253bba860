"""made_guests - configurations of made-up guests: the many that are all alike, and specimens of what is rare.

A specimen holds what few guests have, so that every option that PVE documents is met by a cluster of some
sixty guests; of a big one, about one guest in thirty is a specimen.
"""

import base64

from pve_answers import uuid

ROLES = ("web", "app", "db", "cache", "queue", "proxy", "build", "mail", "file", "log", "test", "batch")
VLANS = range(100, 180)
DISK_SIZES = (8, 16, 32, 40, 64, 100, 250, 500)


def volume(chance, vmid, number):
  storage = chance.choice(("ceph-nvme", "ceph-hdd", "local-zfs", f"san{chance.randrange(4)}"))
  return f"{storage}:vm-{vmid}-disk-{number}", chance.choice(DISK_SIZES)


def mac(vmid, number):
  return f"BC:24:{vmid >> 16 & 255:02X}:{vmid >> 8 & 255:02X}:{vmid & 255:02X}:{number:02X}"


def address(vmid, number):
  return f"10.{64 + number}.{vmid >> 8 & 255}.{vmid & 255}"


def vm_config(chance, vmid):
  config = {
    "ostype": chance.choice(("l26", "l26", "l26", "win11", "win10")), "sockets": 1,
    "cores": chance.choice((1, 2, 4, 8, 16)), "memory": 1024 * chance.choice((1, 2, 4, 8, 16, 32)),
    "agent": chance.choice(("1", "1,fstrim_cloned_disks=1")),
    "cpu": chance.choice(("host", "x86-64-v2-AES", "x86-64-v3")), "numa": chance.randrange(2),
    "scsihw": "virtio-scsi-single", "boot": "order=scsi0;ide2;net0", "ide2": "none,media=cdrom",
    "smbios1": f"uuid={uuid(f'smbios {vmid}')}", "vmgenid": uuid(f"generation {vmid}"),
    "meta": f"creation-qemu=10.1.2,ctime={1700000000 + vmid * 997}",
  }
  for number in range(chance.randint(1, 4)):
    name, size = volume(chance, vmid, number)
    limits = f",iops_rd={chance.randrange(1, 9)}000,mbps_wr={chance.randrange(50, 500)}"
    limits = limits if chance.random() < 0.2 else ""
    config[f"scsi{number}"] = f"{name},discard=on,iothread=1{limits},size={size}G,ssd=1"
  for number in range(chance.randint(1, 3)):
    config[f"net{number}"] = (f"virtio={mac(vmid, number)},bridge=vmbr{number % 2},"
                              f"firewall={chance.randrange(2)},tag={chance.choice(VLANS)}")
    config[f"ipconfig{number}"] = f"ip={address(vmid, number)}/16,gw=10.{64 + number}.0.1"
  return config


def container_config(chance, vmid):
  name, size = volume(chance, vmid, 0)
  config = {
    "ostype": chance.choice(("debian", "ubuntu", "alpine")), "arch": "amd64",
    "cores": chance.choice((1, 2, 4)), "memory": 512 * chance.choice((1, 2, 4, 8)), "swap": 512,
    "unprivileged": 1, "features": "nesting=1", "rootfs": f"{name},size={size}G",
  }
  for number in range(chance.randint(0, 3)):
    name, size = volume(chance, vmid, number + 1)
    config[f"mp{number}"] = f"{name},mp=/srv/data{number},backup=1,mountoptions=noatime,size={size}G"
  for number in range(chance.randint(1, 3)):
    config[f"net{number}"] = (f"name=eth{number},bridge=vmbr{number % 2},firewall=1,gw=10.{64 + number}.0.1,"
                              f"hwaddr={mac(vmid, number)},ip={address(vmid, number)}/16,"
                              f"tag={chance.choice(VLANS)},type=veth")
  return config


def encoded(text):
  return base64.b64encode(text.encode()).decode()


OVMF = {"bios": "ovmf", "efidisk0": "ceph-nvme:vm-{vmid}-disk-90,efitype=4m,ms-cert=2023,pre-enrolled-keys=1,"
                                    "size=4M"}
BURSTS = ("bps_max_length", "bps_rd_max_length", "bps_wr_max_length", "iops_max_length",
          "iops_rd_max_length",
          "iops_wr_max_length")
ALL_LIMITS = ",".join([
  "bps=200000000,bps_rd=200000000,bps_wr=100000000,iops=4000,iops_rd=4000,iops_wr=2000,iops_max=8000",
  "iops_rd_max=8000,iops_wr_max=4000,mbps=200,mbps_rd=200.5,mbps_wr=100,mbps_max=400,mbps_rd_max=400",
  "mbps_wr_max=200", *(f"{key}={number}" for number, key in enumerate(BURSTS, 5))])
# What is added to a usual configuration; {vmid} and {mac} are the guest's. "-": taken away.
VM_SPECIMENS = {
  "sev": {**OVMF, "machine": "q35,viommu=virtio,aw-bits=48,enable-s3=0,enable-s4=1", "onboot": 1,
          "amd-sev": "snp,allow-smt=0,kernel-hashes=1,no-debug=1,no-key-sharing=1",
          "cpu": "EPYC-Milan,flags=+aes;-pcid,hidden=1,hv-vendor-id=lab,phys-bits=host,guest-phys-bits=48,"
                 "level=30,reported-model=EPYC",
          "tpmstate0": "ceph-nvme:vm-{vmid}-disk-91,size=4M,version=v2.0"},
  "tdx": {**OVMF, "machine": "pc-q35-10.1", "cpu": "host",
          "intel-tdx": "tdx,attestation=1,vsock-cid=2,vsock-port=4050"},
  "gpu": {"machine": "q35", "vga": "none",
          "args": "-global ICH9-LPC.acpi-pci-hotplug-with-bridge-support=off",
          "hostpci0": "0000:01:00.0,device-id=0x2204,legacy-igd=0,pcie=1,rombar=0,romfile=vbios.bin,"
                      "sub-device-id=0x4043,sub-vendor-id=0x1458,vendor-id=0x10de,x-vga=1",
          "hostpci1": "mapping=gpu-vgpu,mdev=nvidia-558,pcie=1",
          "hostpci2": "0000:02:00.0;0000:02:00.1,driver=keep",
          "usb0": "host=046d:c52b,usb3=1", "usb1": "mapping=dongle", "usb2": "spice", "numa": 1,
          "hugepages": "1024", "keephugepages": 1, "affinity": "0-7,64-71",
          "numa0": "cpus=0-3,hostnodes=0,memory=4096,policy=bind",
          "numa1": "cpus=4-7,memory=4096,policy=preferred"},
  "desktop": {"vga": "qxl2,memory=32,clipboard=vnc", "audio0": "device=ich9-intel-hda,driver=spice",
              "spice_enhancements": "foldersharing=1,videostreaming=filter", "serial0": "socket",
              "serial1": "/dev/ttyS0", "parallel0": "/dev/parport0", "keyboard": "de", "localtime": 1,
              "rng0": "source=/dev/urandom,max_bytes=1024,period=1000", "tablet": 0, "ostype": "win11",
              "watchdog": "i6300esb,action=reset", "ivshmem": "size=32,name=shared{vmid}",
              "virtiofs0": "share1,cache=always,direct-io=1,expose-acl=1,expose-xattr=1",
              "startdate": "2026-01-01T00:00:00", "tdf": 1, "agent": "enabled=1,freeze-fs=0,type=virtio"},
  "tuned": {"memory": "8192", "balloon": 2048, "shares": 500, "allow-ksm": 0, "cpulimit": "1.5",
            "cpuunits": 200,
            "vcpus": 1, "acpi": 0, "freeze": 1, "reboot": 0, "autostart": 1, "smp": 1, "kvm": 1,
            "migrate_downtime": "0.2", "migrate_speed": "100", "hotplug": "disk,network,usb",
            "protection": 1,
            "startup": "order=3,up=30,down=60", "hookscript": "local:snippets/hook.pl", "bootdisk": "scsi0",
            "boot": "cdn", "vmstatestorage": "local-zfs",
            "smbios1": f"base64=1,family={encoded('Family')},manufacturer={encoded('Maker, Inc.')},"
                       f"product={encoded('Product')},serial={encoded('S/N 1')},sku={encoded('SKU')},"
                       f"version={encoded('1.0')},uuid=10000000-0000-4000-a000-000000{{vmid:06}}"},
  "disks": {"ide0": "local-zfs:vm-{vmid}-disk-80,model=QEMU%20HARDDISK,media=disk,size=1G,serial=disk80",
            "sata0": "nfs:{vmid}/vm-{vmid}-disk-81.qcow2,cache=writeback,detect_zeroes=0,format=qcow2,"
                     "rerror=report,werror=enospc,size=2G,snapshot=1,wwn=0x500a075118000001",
            "scsi8": f"ceph-hdd:vm-{{vmid}}-disk-82,aio=native,backup=0,replicate=0,ro=1,shared=1,"
                     f"{ALL_LIMITS},size=8G",
            "scsi9": "/dev/disk/by-id/wwn-0x5000c500e8b0009b,product=DISK,queues=4,scsiblock=1,size=2T,"
                     "vendor=LAB",
            "virtio0": "local-zfs:vm-{vmid}-disk-83,aio=io_uring,discard=ignore,size=16G",
            "unused0": "local-zfs:vm-{vmid}-disk-84", "scsihw": "virtio-scsi-pci",
            "net4": "e1000={mac},bridge=vmbr2,firewall=1,link_down=1,mtu=1400,queues=4,rate=12.5,"
                    "trunks=2-4;7",
            "net5": "virtio={mac},bridge=vnweb,host-tunnel=1"},
  "cloud": {"ide2": "local-zfs:vm-{vmid}-cloudinit,media=cdrom,size=4M", "citype": "nocloud",
            "ciuser": "admin",
            "cipassword": "**********", "sshkeys": "ssh-ed25519%20AAAAC3NzaC1lZDI1NTE5%20admin%40lab",
            "ciupgrade": 0,
            "cicustom": "meta=local:snippets/meta.yml,network=local:snippets/network.yml,"
                        "user=local:snippets/user.yml,vendor=local:snippets/vendor.yml",
            "nameserver": "192.0.2.53 2001:db8::53", "searchdomain": "lab.test",
            "ipconfig0": "gw=10.64.0.1,gw6=2001:db8::1,ip=dhcp,ip6=auto", "arch": "x86_64", "template": 1},
  "suspended": {"lock": "suspended", "vmstate": "local-zfs:vm-{vmid}-state-suspend-2026-10-01",
                "runningmachine": "pc-q35-10.1+pve0,viommu=intel,aw-bits=39,enable-s3=1,enable-s4=0",
                "runningcpu": "host,+kvm_pv_eoi,+kvm_pv_unhalt", "running-nets-host-mtu": "net0=1500",
                "snaptime": "1790000000", "parent": "before-upgrade"},
}
CONTAINER_SPECIMENS = {
  "application": {"entrypoint": "/usr/bin/app --serve", "env": "MODE=live", "ostype": "unmanaged",
                  "cmode": "console",
                  "net0": "name=eth0,bridge=vmbr0,host-managed=1,hwaddr={mac},ip=dhcp,ip6=auto,link_down=1,"
                          "mtu=1400,rate=10,trunks=5;6,type=veth"},
  "devices": {"dev0": "/dev/dri/renderD128,deny-write=1,gid=104,mode=0660,uid=1000", "unprivileged": 0,
              "features": "force_rw_sys=1,fuse=1,keyctl=1,mknod=1,mount=nfs;cifs,nesting=1",
              "lxc": [["lxc.apparmor.profile", "unconfined"], ["lxc.cap.drop", ""],
                      ["lxc.mount.entry", "/dev/fuse dev/fuse none bind,create=file 0 0"]]},
  "storage": {"mp7": "/srv/media,mp=/media,acl=1,keepattrs=1,quota=0,replicate=0,ro=1,shared=1",
              "mp8": "local-zfs:subvol-{vmid}-disk-88,mp=/db,backup=0,"
                     "idmap=u:0:100000:65536;g:0:100000:65536,size=4G",
              "rootfs": "local-zfs:subvol-{vmid}-disk-0,acl=1,idmap=u:0:100000:65536,"
                        "mountoptions=discard;noatime,"
                        "quota=1,size=16G", "unused0": "local-zfs:subvol-{vmid}-disk-89"},
  "guarded": {"console": 0, "tty": 1, "debug": 1, "timezone": "host", "protection": 1, "startup": "order=1",
              "cpulimit": "0.5", "cpuunits": 50, "hookscript": "local:snippets/ct.pl", "lock": "backup",
              "nameserver": "192.0.2.53", "searchdomain": "lab.test"},
}
SPECIMENS = [*(("qemu", name) for name in VM_SPECIMENS), *(("lxc", name) for name in CONTAINER_SPECIMENS)]
FIRST_SPECIMEN = 120  # the guests before are usual ones
RARE = 30


def specimen(chance, vmid):
  """(type, name) if this guest is one, or None."""
  number = vmid - FIRST_SPECIMEN
  if 0 <= number < 2 * len(SPECIMENS) and number % 2 == 0:
    return SPECIMENS[number // 2]
  return chance.choice(SPECIMENS) if number > 0 and chance.randrange(RARE) == 0 else None


def specimen_config(config, vmid, type, name):
  """The configuration with what makes the specimen."""
  found = (VM_SPECIMENS if type == "qemu" else CONTAINER_SPECIMENS)[name]
  for key, value in found.items():
    config[key] = value.format(vmid=vmid, mac=mac(vmid, len(config))) if isinstance(value, str) else value
  return config
