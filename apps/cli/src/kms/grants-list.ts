import type { Grant } from '@gatehouse/access';
import { type Command, YES } from '../command.ts';
import { counted, tableOf } from '../words.ts';
import {
  CREDENTIALS_TEXT,
  KEY_OPTION,
  noPositionals,
  printJson,
  progress,
  progressDone,
  REGION_OPTION,
  withTools,
} from './place.ts';

const rowOf = (grant: Grant, inWords: (grant: Grant) => string): readonly string[] => [
  grant.id,
  grant.name,
  grant.grantee,
  grant.operations.join(' '),
  inWords(grant),
  grant.retiring ?? '',
  grant.createdAt?.toISOString().slice(0, 19) ?? '',
];

const HEAD = ['GRANT', 'NAME', 'GRANTEE', 'OPERATIONS', 'CONSTRAINTS', 'RETIRING', 'CREATED'];

/** Without what is only for us: the parsed principals. */
export const grantView = ({
  granteeParty,
  retiringParty: _party,
  byServiceName: _by,
  ...grant
}: Grant) => ({
  ...grant,
  granteeKind: granteeParty.kind,
});

export const grantsList: Command = {
  name: 'kms grants list',
  summary: 'Grants of a KMS key',
  usage: '--key KEY [options]',
  options: {
    ...KEY_OPTION,
    grantee: { value: 'PRINCIPAL', help: 'only those to this principal, as the grant names it' },
    ...REGION_OPTION,
  },
  details: CREDENTIALS_TEXT,
  run: async (given, terminal) => {
    noPositionals(given);
    const keyId = given.required('key');
    const { constraintsInWords, readGrants, readKey } = await import('@gatehouse/access');
    const all = await withTools(given, terminal, async ({ apis }) => {
      const { arn } = await readKey(apis, keyId, []);
      const onProgress = progress(terminal);
      return readGrants(apis, arn, (count) => onProgress(`${count} grants`));
    });
    progressDone(terminal);
    const grantee = given.one('grantee');
    const grants = all.filter((grant) => grantee === undefined || grant.grantee === grantee);
    if (given.flag('json')) await printJson(terminal, grants.map(grantView));
    else {
      const rows = grants.map((grant) =>
        rowOf(grant, (one) => constraintsInWords(one.constraints)),
      );
      if (rows.length > 0) terminal.out(tableOf([HEAD, ...rows]));
      terminal.err(`${counted(grants.length, 'grant', 'grants')}\n`);
    }
    return YES;
  },
};
