/* json_parse.c - JSON text into a tree of cJSON's, in one pass; json.h says why not by cJSON. */
#include "base/json.h"

#include <limits.h>
#include <string.h>

#include "base/json_scan.h"
#include "base/number.h"

#define NUL_SYMBOL 0x2400

/* What is built while the scanner goes on. */
struct tree {
	struct json_scan scan; /* first: the scanner's functions are handed this */
	cJSON *root;
	cJSON *open[JSON_DEPTH_LIMIT]; /* the list or object of each level */
	cJSON *named; /* has its name, and waits for its value; or null */
};

/* --- texts */

/* Four hexadecimal digits; -1: not. */
static long read_hex(const char *p, const char *end)
{
	long code = 0;

	if (end - p < 4)
		return -1;
	for (int i = 0; i < 4; i++) {
		char c = p[i];

		if (c >= '0' && c <= '9')
			code = code * 16 + (c - '0');
		else if (c >= 'a' && c <= 'f')
			code = code * 16 + (c - 'a' + 10);
		else if (c >= 'A' && c <= 'F')
			code = code * 16 + (c - 'A' + 10);
		else
			return -1;
	}
	return code;
}

/* The code point of the escape at 'p', half a pair of surrogates as it stands; -1 with a fault. *ret_end:
 * what follows. */
static long read_escape(struct json_scan *scan, const char *p, const char *end, const char **ret_end)
{
	static const char named[] = "\"\"\\\\//b\bf\fn\nr\rt\t";
	long code, low;

	for (const char *n = named; *n; n += 2) {
		if (p[1] == n[0]) {
			*ret_end = p + 2;
			return n[1];
		}
	}
	code = p[1] == 'u' ? read_hex(p + 2, end) : -1;
	if (code < 0) {
		json_scan_fail(scan, p, p[1] == 'u' ? "expected four hexadecimal digits" : "no such escape");
		return -1;
	}
	*ret_end = p + 6;
	if (code < 0xd800 || code > 0xdbff || end - p < 12 || p[6] != '\\' || p[7] != 'u')
		return code;
	low = read_hex(p + 8, end);
	if (low < 0xdc00 || low > 0xdfff)
		return code;
	*ret_end = p + 12;
	return 0x10000 + ((code & 0x3ff) << 10 | (low & 0x3ff));
}

/* Writes the text as it is meant; returns its end, or null with a fault. */
static char *write_clean(struct json_scan *scan, const struct json_token *token, char *to)
{
	for (const char *p = token->from, *next; p < token->to; p = next) {
		long code_point;
		size_t length;

		next = json_skip_plain(p, token->to);
		if (next > p) {
			memcpy(to, p, (size_t)(next - p));
			to += next - p;
			continue;
		}
		if (*p == '\\') {
			code_point = read_escape(scan, p, token->to, &next);
			if (code_point < 0)
				return NULL;
		} else {
			code_point = utf8_decode(p, (size_t)(token->to - p), &length);
			next = p + length;
		}
		to = utf8_encode(to, code_point ? code_point : NUL_SYMBOL);
	}
	return to;
}

static char *copy_text(const char *text, size_t size)
{
	char *copy = json_take(size + 1);

	memcpy(copy, text, size);
	copy[size] = '\0';
	return copy;
}

/* A text of the tree; null with a fault. */
static char *take_text(struct json_scan *scan, const struct json_token *token)
{
	size_t size = (size_t)(token->to - token->from);
	char *text, *end;

	if (token->plain)
		return copy_text(token->from, size);
	text = json_take(3 * size + 1); /* one byte that is no UTF-8 becomes three */
	end = write_clean(scan, token, text);
	if (!end) {
		cJSON_free(text);
		return NULL;
	}
	*end = '\0';
	return text;
}

/* --- numbers */

/* Sign, digits, a point: what a double holds exactly, divided by what it holds exactly, is rounded once, as
 * strtod() does. False for those of more digits, and those with an exponent. */
static bool read_short(const struct json_token *number, double *ret)
{
	static const double scale[] = { 1,    1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
					1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
					1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22 };
	const char *fraction = number->to;
	int64_t digits = 0;

	for (const char *p = number->from + (number->kind == '-'); p < number->to; p++) {
		if (*p >= '0' && *p <= '9')
			digits = digits * 10 + (*p - '0');
		else if (*p == '.')
			fraction = p + 1;
		else
			return false;
		if (digits >= 1000000000000000)
			return false;
	}
	if (number->to - fraction > 22)
		return false;
	*ret = (double)digits / scale[number->to - fraction];
	if (number->kind == '-')
		*ret = -*ret;
	return true;
}

/* False: a double does not keep it. */
static bool read_number(const struct json_token *number, double *ret)
{
	char digits[NUMBER_LONGEST + 1];
	size_t size = (size_t)(number->to - number->from);

	if (read_short(number, ret))
		return true;
	if (size > NUMBER_LONGEST)
		return false;
	memcpy(digits, number->from, size);
	digits[size] = '\0';
	return number_is_exact(digits) && number_read_real(digits, ret);
}

/* As cJSON sets it. */
static int int_of(double real)
{
	if (real >= INT_MAX)
		return INT_MAX;
	return real <= INT_MIN ? INT_MIN : (int)real;
}

/* --- nodes */

/* As cJSON links them: the first one's 'prev' is the last. */
static void append(cJSON *parent, cJSON *node)
{
	cJSON *first = parent->child;

	if (!first) {
		parent->child = node->prev = node;
		return;
	}
	node->prev = first->prev;
	first->prev->next = node;
	first->prev = node;
}

static cJSON *new_node(void)
{
	cJSON *node = json_take(sizeof(*node));

	*node = (cJSON){ 0 };
	return node;
}

static cJSON *add_node(struct tree *tree)
{
	cJSON *node = new_node();

	if (tree->root)
		append(tree->open[tree->scan.depth - 1], node);
	else
		tree->root = node;
	return node;
}

static bool add_key(struct json_scan *scan, const struct json_token *key)
{
	struct tree *tree = (struct tree *)scan;

	tree->named = add_node(tree);
	tree->named->string = take_text(scan, key);
	return tree->named->string != NULL;
}

static bool add_value(struct json_scan *scan, const struct json_token *value)
{
	struct tree *tree = (struct tree *)scan;
	cJSON *node = tree->named ? tree->named : add_node(tree);

	tree->named = NULL;
	switch (value->kind) {
	case '{':
	case '[':
		node->type = value->kind == '{' ? cJSON_Object : cJSON_Array;
		tree->open[scan->depth] = node;
		return true;
	case 't':
		node->type = cJSON_True;
		node->valueint = 1;
		return true;
	case 'f':
		node->type = cJSON_False;
		return true;
	case 'n':
		node->type = cJSON_NULL;
		return true;
	case '"':
		break;
	default:
		if (!read_number(value, &node->valuedouble))
			break; /* the text of its digits */
		node->type = cJSON_Number;
		node->valueint = int_of(node->valuedouble);
		return true;
	}
	node->type = cJSON_String;
	node->valuestring = take_text(scan, value);
	return node->valuestring != NULL;
}

static void tree_init(struct tree *tree, struct json_slice s, struct fault *f)
{
	tree->root = tree->named = NULL;
	json_scan_init(&tree->scan, s, f);
	tree->scan.on_key = add_key;
	tree->scan.on_value = add_value;
}

cJSON *json_parse(struct json_slice s, struct fault *f)
{
	struct tree tree;

	tree_init(&tree, s, f);
	if (json_scan_value(&tree.scan)) {
		json_scan_blanks(&tree.scan);
		if (tree.scan.at == tree.scan.end)
			return tree.root;
		json_scan_fail(&tree.scan, tree.scan.at, "bytes after the end");
	}
	cJSON_Delete(tree.root);
	return NULL;
}

int json_parse_element(struct json_slice array, size_t *cursor, cJSON **ret, struct fault *f)
{
	struct json_slice slice;
	struct tree tree;
	int more;

	tree_init(&tree, array, f);
	more = json_scan_element(&tree.scan, cursor, &slice);
	if (more < 0) {
		cJSON_Delete(tree.root);
		tree.root = NULL;
	}
	*ret = tree.root;
	return more;
}

void json_add_text(cJSON *object, struct json_slice name, struct json_slice text)
{
	cJSON *node = new_node();

	node->type = cJSON_String;
	node->string = copy_text(name.text, name.size);
	node->valuestring = copy_text(text.text, text.size);
	append(object, node);
}
