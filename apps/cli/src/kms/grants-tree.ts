import type { GrantNode, GrantTree } from '@gatehouse/keys';
import { type Command, YES } from '../command.ts';
import { printable, styled, type Terminal } from '../terminal.ts';
import { counted } from '../words.ts';
import { grantView } from './grants-list.ts';
import {
  CREDENTIALS_TEXT,
  gatherSettings,
  HISTORY_OPTIONS,
  KEY_OPTION,
  noPositionals,
  printJson,
  progressDone,
  REGION_OPTION,
  withTools,
} from './place.ts';

// Ids may begin with a time: fewer would be the same for grants that were made together.
const SHORT_ID = 20;

const narrowedText = ({ narrowed, parent }: GrantNode): string => {
  if (narrowed === undefined || parent === undefined) return '';
  const parts = [
    ...narrowed.operationsDropped.map((operation) => `-${operation}`),
    ...[...narrowed.pairsAdded].map(([key, value]) => `+${key}=${value}`),
    ...(narrowed.becameExact ? ['exactly this context'] : []),
    ...(narrowed.sourceAdded === undefined ? [] : [`+SourceArn ${narrowed.sourceAdded}`]),
  ];
  return parts.length === 0 ? 'as wide as its parent' : `narrower: ${parts.join(' ')}`;
};

const lineOf = (
  node: GrantNode,
  inWords: (node: GrantNode) => string,
  terminal: Terminal,
): string => {
  const { grant, parent } = node;
  const sure =
    parent === undefined || parent.certain ? '' : styled(terminal, 'yellow', ' (inferred)');
  const name = grant.name === '' ? '' : ` "${printable(grant.name)}"`;
  const head = `${styled(terminal, 'bold', printable(grant.grantee))}${name} ${styled(terminal, 'dim', grant.id.slice(0, SHORT_ID))}${sure}`;
  return `${head}\n${grant.operations.join(' ')} · ${printable(inWords(node))}`;
};

const draw = (
  nodes: readonly GrantNode[],
  indent: string,
  terminal: Terminal,
  inWords: (node: GrantNode) => string,
): void => {
  for (const [index, node] of nodes.entries()) {
    const last = index === nodes.length - 1;
    const [first = '', ...rest] = lineOf(node, inWords, terminal).split('\n');
    const below = `${indent}${last ? '   ' : '│  '}`;
    const bar = node.children.length > 0 ? '│  ' : '   ';
    terminal.out(`${indent}${last ? '└─ ' : '├─ '}${first}\n`);
    for (const line of rest) terminal.out(`${below}${bar}${line}\n`);
    const narrowed = narrowedText(node);
    if (narrowed !== '')
      terminal.out(`${below}${bar}${styled(terminal, 'green', printable(narrowed))}\n`);
    draw(node.children, below, terminal, inWords);
  }
};

interface NodeView {
  readonly grant: unknown;
  readonly children: readonly NodeView[];
}

const view = ({ grant, children, ...node }: GrantNode): NodeView => ({
  ...node,
  grant: grantView(grant),
  children: children.map(view),
});

const show = async (tree: GrantTree, key: string, terminal: Terminal): Promise<void> => {
  const { constraintsInWords } = await import('@gatehouse/access');
  terminal.out(`${key}\n`);
  draw(
    tree.roots,
    '',
    terminal,
    ({ grant }) => `constraints: ${constraintsInWords(grant.constraints)}`,
  );
  for (const remark of tree.remarks) terminal.err(`${printable(remark)}\n`);
  terminal.err(`${counted(tree.total, 'grant', 'grants')}\n`);
};

export const grantsTree: Command = {
  name: 'kms grants tree',
  summary: 'Who delegated to whom by grants of a key, and what got narrower',
  usage: '--key KEY [options]',
  options: { ...KEY_OPTION, ...HISTORY_OPTIONS, ...REGION_OPTION },
  details: `
KMS does not tell by which grant a grant was made. Where CloudTrail shows who made it, its parent is the grant of that
caller; else it is inferred from what fits, and marked so.${CREDENTIALS_TEXT}`,
  run: async (given, terminal) => {
    noPositionals(given);
    const keyId = given.required('key');
    const settings = gatherSettings(given, terminal);
    const { gatherGrants, grantTree } = await import('@gatehouse/keys');
    const { key, grants, history, unread } = await withTools(given, terminal, ({ apis }) =>
      gatherGrants(apis, keyId, settings),
    );
    progressDone(terminal);
    const tree = grantTree(grants, history);
    const remarks = [
      ...unread.map(({ what, because }) => `not read: ${what}: ${because}`),
      ...tree.remarks,
    ];
    if (given.flag('json'))
      await printJson(terminal, { key: key.arn, ...tree, remarks, roots: tree.roots.map(view) });
    else await show({ ...tree, remarks }, key.arn, terminal);
    return YES;
  },
};
