"""recordings - copies of genuine recordings that say something else."""

import json


def edited(source, target, edit):
  """A copy in which edit(answer) has changed answers in place; one for which it returns False is left out."""
  with open(source, encoding="utf-8") as lines, open(target, "w", encoding="utf-8") as copy:
    for line in lines:
      answer = json.loads(line)
      if "path" not in answer or edit(answer) is not False:
        copy.write(json.dumps(answer, ensure_ascii=False) + "\n")
  return target


def enlarged(source, target, guests):
  """A copy with so many more guests, all like the VM 100 of pve1: a walk takes some time."""
  def add(answer):
    if answer["path"] == "/cluster/resources":
      data = answer["body"]["data"]
      one = next(element for element in data if element.get("vmid") == 100)
      data.extend({**one, "vmid": vmid, "id": f"qemu/{vmid}"} for vmid in more)
    if answer["path"] == config.format(100):
      alike.append(answer)

  config, more, alike = "/nodes/pve1/qemu/{}/config?current=1", range(10000, 10000 + guests), []
  edited(source, target, add)
  with open(target, "a", encoding="utf-8") as copy:
    for vmid in more:
      copy.write(json.dumps({**alike[0], "path": config.format(vmid)}) + "\n")
  return target
