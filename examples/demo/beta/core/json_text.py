"""JSON texts without the standard module `json`, whose regular expressions cost each process more than a megabyte.

Reading JSON is rare in an agent at rest, so whoever reads imports `json` where it is needed.
"""

from _json import encode_basestring_ascii


def to_json(value):
    """The JSON text of dicts, lists, strings, numbers, booleans and None."""
    if value is None:
        return 'null'
    if value is True:
        return 'true'
    if value is False:
        return 'false'
    if isinstance(value, str):
        return encode_basestring_ascii(value)
    if isinstance(value, (int, float)):
        return repr(value)
    if isinstance(value, dict):
        return '{' + ', '.join(f'{to_json(str(key))}: {to_json(part)}' for key, part in value.items()) + '}'
    return '[' + ', '.join(to_json(part) for part in value) + ']'


def read_object(text):
    """The JSON object in `text` (bytes or string); an empty one where there is none."""
    import json

    try:
        value = json.loads(text)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}
