import type {
  DescribeTimeToLiveInput,
  DescribeTimeToLiveOutput,
  UpdateTimeToLiveInput,
  UpdateTimeToLiveOutput,
} from '@aws-sdk/client-dynamodb';
import { reads, writes } from '@gatehouse/service-kit';
import { permittedTable } from '../access.ts';
import { tableInUse, ttlOther, ttlSame } from '../errors.ts';
import { TABLE_NAME } from '../names.ts';
import type { DynamoDbParts } from '../parts.ts';
import { tables } from '../repositories/tables.ts';
import { scheduleMarking } from '../tables/expiry.ts';

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTimeToLive.html */
export const updateTimeToLive = (parts: DynamoDbParts) =>
  writes<UpdateTimeToLiveInput, UpdateTimeToLiveOutput>(
    {
      limits: {
        ...TABLE_NAME,
        'TimeToLiveSpecification.AttributeName': { minLength: 1, maxLength: 255 },
      },
    },
    async (input, call) => {
      const { Enabled: enabled = false, AttributeName: attribute = '' } =
        input.TimeToLiveSpecification ?? {};
      const table = await permittedTable(call, 'UpdateTimeToLive', input.TableName);
      if (table.status === 'CREATING' || table.status === 'DELETING')
        throw tableInUse(table.status === 'CREATING' ? 'created' : 'deleted', table.name);
      const { ttl } = table;
      const isOn = ttl !== undefined && ttl.status !== 'DISABLING';
      if (isOn === enabled) throw ttlSame(enabled);
      if (ttl !== undefined && ttl.attribute !== attribute) throw ttlOther(ttl.attribute);
      const isReady = parts.acceptsLooseInput === true && parts.delaySeconds === 0;
      const status = enabled ? (isReady ? 'ENABLED' : 'ENABLING') : 'DISABLING';
      await tables.save(call.tx, { ...table, ttl: { attribute, status } });
      await scheduleMarking(parts, call.tx, table);
      return { TimeToLiveSpecification: { Enabled: enabled, AttributeName: attribute } };
    },
  );

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeTimeToLive.html */
export const describeTimeToLive = () =>
  reads<DescribeTimeToLiveInput, DescribeTimeToLiveOutput>(
    { limits: TABLE_NAME },
    async (input, call) => {
      const { ttl } = await permittedTable(call, 'DescribeTimeToLive', input.TableName);
      return {
        TimeToLiveDescription:
          ttl === undefined
            ? { TimeToLiveStatus: 'DISABLED' }
            : { TimeToLiveStatus: ttl.status, AttributeName: ttl.attribute },
      };
    },
  );
