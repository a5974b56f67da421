import type { ScanInput, ScanOutput } from '@aws-sdk/client-dynamodb';
import { type Limits, reads } from '@gatehouse/service-kit';
import { authorizeTable, itemTable, usableTable } from '../access.ts';
import { requestInvalid, startKeyOtherSegment } from '../errors.ts';
import {
  conditionAttributes,
  itemKeys,
  projectionAttributes,
  selectOf,
} from '../items/condition-keys.ts';
import { indexFor, readPage, requireSelect } from '../items/read-request.ts';
import { scanned } from '../items/reading.ts';
import { scanOf } from '../items/requests.ts';
import { startOf } from '../items/start.ts';
import type { DynamoDbParts } from '../parts.ts';
import { PLACES } from '../values/sortable.ts';
import { PAGE } from './limits.ts';

const LIMITS: Limits = {
  ...PAGE,
  Segment: { minValue: 0, maxValue: 999_999 },
  TotalSegments: { minValue: 1, maxValue: 1_000_000 },
};

/** The places of a segment. */
const segmentOf = ({
  Segment: segment,
  TotalSegments: total,
}: ScanInput): { readonly from: number; readonly to: number } => {
  if (segment === undefined && total === undefined) return { from: 0, to: PLACES };
  if (segment === undefined)
    throw requestInvalid(
      'The Segment parameter is required but was not present in the request when parameter TotalSegments is present',
    );
  if (total === undefined)
    throw requestInvalid(
      'The TotalSegments parameter is required but was not present in the request when Segment parameter is present',
    );
  if (segment >= total)
    throw requestInvalid(
      `The Segment parameter is zero-based and must be less than parameter TotalSegments: Segment: ${segment} is not less than TotalSegments: ${total}`,
    );
  return {
    from: Math.floor((segment * PLACES) / total),
    to: Math.floor(((segment + 1) * PLACES) / total),
  };
};

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Scan.html */
export const scan = (parts: DynamoDbParts) =>
  reads<ScanInput, ScanOutput>({ limits: LIMITS, event: { data: true } }, async (input, call) => {
    const shown = scanOf(input);
    requireSelect(input, shown.projection);
    const segment = segmentOf(input);
    const named = await itemTable(call, input.TableName ?? '');
    await authorizeTable(
      call,
      'Scan',
      named,
      itemKeys({
        table: undefined,
        attributes: [
          ...conditionAttributes(shown.filter),
          ...projectionAttributes(shown.projection),
        ],
        select: selectOf(input.Select, shown.projection, input.IndexName),
        returnConsumedCapacity: input.ReturnConsumedCapacity,
      }),
      input.IndexName,
    );
    const table = usableTable(named);
    const index = indexFor(table, input);
    const start = startOf(table, index, input.ExclusiveStartKey);
    const place = (start?.entry?.at ?? start?.item)?.place;
    if (place !== undefined && (place < segment.from || place >= segment.to))
      throw startKeyOtherSegment();
    const rows = scanned(call.tx, table, index, segment);
    return readPage(parts, call, { table, index, input, shown, rows, start });
  });
