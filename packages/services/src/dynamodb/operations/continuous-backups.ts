import type {
  ContinuousBackupsDescription,
  DescribeContinuousBackupsInput,
  DescribeContinuousBackupsOutput,
  UpdateContinuousBackupsInput,
  UpdateContinuousBackupsOutput,
} from '@aws-sdk/client-dynamodb';
import { type Limits, reads, writes } from '@gatehouse/service-kit';
import { permittedTable } from '../access.ts';
import { parametersInvalid } from '../errors.ts';
import type { Table } from '../model.ts';
import { TABLE_NAME } from '../names.ts';
import { tables } from '../repositories/tables.ts';

const PARTIAL = 'settings are kept; there is nothing to restore from';
const DAYS = 35;
const LIMITS: Limits = TABLE_NAME;

const described = ({ recovery }: Table, now: Date): ContinuousBackupsDescription => ({
  ContinuousBackupsStatus: 'ENABLED',
  PointInTimeRecoveryDescription:
    recovery?.enabled === true
      ? {
          PointInTimeRecoveryStatus: 'ENABLED',
          RecoveryPeriodInDays: recovery.days,
          EarliestRestorableDateTime: new Date(recovery.since),
          LatestRestorableDateTime: now,
        }
      : { PointInTimeRecoveryStatus: 'DISABLED' },
});

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeContinuousBackups.html */
export const describeContinuousBackups = () =>
  reads<DescribeContinuousBackupsInput, DescribeContinuousBackupsOutput>(
    { limits: LIMITS, partial: PARTIAL },
    async (input, call) => {
      const table = await permittedTable(call, 'DescribeContinuousBackups', input.TableName);
      return { ContinuousBackupsDescription: described(table, call.now) };
    },
  );

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateContinuousBackups.html */
export const updateContinuousBackups = () =>
  writes<UpdateContinuousBackupsInput, UpdateContinuousBackupsOutput>(
    {
      limits: {
        ...LIMITS,
        'PointInTimeRecoverySpecification.RecoveryPeriodInDays': { minValue: 1, maxValue: DAYS },
      },
      partial: PARTIAL,
    },
    async (input, call) => {
      const { PointInTimeRecoveryEnabled: enabled = false, RecoveryPeriodInDays: days } =
        input.PointInTimeRecoverySpecification ?? {};
      const table = await permittedTable(call, 'UpdateContinuousBackups', input.TableName);
      if (!enabled && days !== undefined)
        throw parametersInvalid(
          'RecoveryPeriodInDays cannot be specified when PointInTimeRecoveryEnabled is false',
        );
      const since = table.recovery?.enabled === true ? table.recovery.since : call.now.getTime();
      const recovery = enabled
        ? { enabled, days: days ?? table.recovery?.days ?? DAYS, since }
        : undefined;
      const changed: Table = { ...table, recovery };
      await tables.save(call.tx, changed);
      return { ContinuousBackupsDescription: described(changed, call.now) };
    },
  );
