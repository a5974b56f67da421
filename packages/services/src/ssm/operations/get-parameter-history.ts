import type { GetParameterHistoryRequest, GetParameterHistoryResult } from '@aws-sdk/client-ssm';
import { cutPage, reads } from '@gatehouse/service-kit';
import { permittedParameter } from '../access.ts';
import { nameInvalid, nextToken } from '../errors.ts';
import { NAME, readRef } from '../names.ts';
import type { SsmParts } from '../parts.ts';
import { labels } from '../repositories/labels.ts';
import { versions } from '../repositories/versions.ts';
import { shownVersion } from '../views.ts';

const MOST = 50;
const LIMITS = {
  ...NAME,
  MaxResults: { minValue: 1, maxValue: MOST },
  NextToken: { maxLength: 4096 },
} as const;

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameterHistory.html */
export const getParameterHistory = (parts: SsmParts) =>
  reads<GetParameterHistoryRequest, GetParameterHistoryResult>(
    { limits: LIMITS },
    async ({ Name, WithDecryption, MaxResults, NextToken }, call) => {
      const named = readRef(call, Name);
      if (named.selector !== undefined) throw nameInvalid();
      const { parameter } = await permittedParameter(call, 'GetParameterHistory', named);
      const asking = ['GetParameterHistory', call.account, parameter.id];
      const opened = NextToken === undefined ? [0] : parts.pages.open(asking, NextToken);
      if (opened === undefined) throw nextToken();
      const limit = MaxResults ?? MOST;
      const rows = await versions.page(call.tx, parameter.id, Number(opened[0]), limit + 1);
      const { page, last } = cutPage(rows, limit);
      const attached = await labels.of(call.tx, parameter.id);
      const shown = [];
      for (const version of page)
        shown.push(
          await shownVersion(parts, call, parameter, version, {
            labels: attached.get(version.version) ?? [],
            decrypts: WithDecryption === true,
          }),
        );
      return {
        Parameters: shown,
        NextToken: last === undefined ? undefined : parts.pages.seal(asking, [last.version]),
      };
    },
  );
