import type { ErrorCode } from 'yaml';
import type { FilePlace, Finding } from '../finding.js';
import type { TreeFault } from './survey.js';

/** What the codes of the `yaml` package mean to somebody who looks at the place. */
const meanings: Record<ErrorCode, string> = {
  ALIAS_PROPS: 'an alias cannot have an anchor or a tag of its own',
  BAD_ALIAS: 'an anchor or alias without a name',
  BAD_COLLECTION_TYPE: 'the tag does not fit a mapping or list',
  BAD_DIRECTIVE: 'a line that begins with `%` and is no directive',
  BAD_DQ_ESCAPE: 'a backslash sequence that double quotes do not know',
  BAD_INDENT: 'this indentation fits none of the levels above, or a bracket above has not been closed',
  BAD_PROP_ORDER: 'an anchor or tag in the wrong place',
  BAD_SCALAR_START: 'a value cannot begin with this character unless it is quoted',
  BLOCK_AS_IMPLICIT_KEY: 'a mapping or list begins where only a single value may stand',
  BLOCK_IN_FLOW: 'brackets cannot hold a mapping or list that goes by indentation',
  DUPLICATE_KEY: 'this key stands twice in the same mapping',
  IMPOSSIBLE: 'this cannot be read',
  KEY_OVER_1024_CHARS: 'a key of more than 1024 characters',
  MISSING_CHAR: 'a character is missing: a closing quote or bracket, a comma, or a space after a sign',
  MULTILINE_IMPLICIT_KEY: 'a key must be on one line, and end with a colon',
  MULTIPLE_ANCHORS: 'a value can have one anchor only',
  MULTIPLE_DOCS: 'a second document begins here, and only one is read',
  MULTIPLE_TAGS: 'a value can have one tag only',
  NON_STRING_KEY: 'a key must be text',
  RESOURCE_EXHAUSTION: 'this cannot be read with the memory there is',
  TAB_AS_INDENT: 'tabs cannot be used for indentation',
  TAG_RESOLVE_FAILED: 'this tag is not known, or does not fit the value',
  UNEXPECTED_TOKEN: 'this cannot stand here',
};

const faults: Record<Exclude<TreeFault, 'duplicate-key'>, string> = {
  'duplicate-anchor': 'an anchor of this name stands before, and an alias could mean either',
  'unknown-alias': 'no anchor of this name stands before the alias',
  'endless-alias': 'the alias stands inside of what it stands for',
  'collection-as-key': 'a mapping or list cannot be a key',
  'merge-of-no-mapping': '`<<` can merge mappings only',
};

/** The finding for a code of the `yaml` package. Nothing of the text is quoted: it may be a credential. */
export function syntaxFinding(code: ErrorCode, place: FilePlace): Finding {
  return notYaml(meanings[code], place);
}

/** The finding for a fault of the tree. */
export function treeFinding(fault: TreeFault, place: FilePlace): Finding {
  if (fault !== 'duplicate-key') return notYaml(faults[fault], place);
  return {
    code: 'duplicate-key',
    risk: 'G',
    severity: 'error',
    place,
    message: 'this key stands twice in the same mapping',
    why: 'the reader keeps the last one and drops the others without a word',
    remedy: 'keep one of them',
  };
}

/** The finding for a text that is not read for the cost of it. */
export function limitFinding(reason: string, place: FilePlace): Finding {
  return {
    code: 'yaml-limit',
    risk: 'G',
    severity: 'error',
    place,
    message: `refused to read the file: ${reason}`,
    why: 'a file of this shape could take all time and memory of the program that reads it',
    remedy: 'split the file, or write out the anchors and nesting that multiply it',
  };
}

function notYaml(reason: string, place: FilePlace): Finding {
  return {
    code: 'yaml-syntax',
    risk: 'G',
    severity: 'error',
    place,
    message: `not valid YAML: ${reason}`,
    why: 'nothing in a file that cannot be parsed takes effect',
    remedy: 'mend the syntax at this place',
  };
}
