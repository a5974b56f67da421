import type { DescribeEndpointsResponse, DescribeLimitsOutput } from '@aws-sdk/client-dynamodb';
import { reads } from '@gatehouse/service-kit';

const MOST_UNITS = 80_000;
const TABLE_UNITS = 40_000;
const CACHE_MINUTES = 1440;

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeLimits.html */
export const describeLimits = () =>
  reads<object, DescribeLimitsOutput>({}, async (_input, call) => {
    await call.authorize('dynamodb:DescribeLimits', '*');
    return {
      AccountMaxReadCapacityUnits: MOST_UNITS,
      AccountMaxWriteCapacityUnits: MOST_UNITS,
      TableMaxReadCapacityUnits: TABLE_UNITS,
      TableMaxWriteCapacityUnits: TABLE_UNITS,
    };
  });

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeEndpoints.html */
export const describeEndpoints = () =>
  reads<object, DescribeEndpointsResponse>({}, async (_input, call) => {
    await call.authorize('dynamodb:DescribeEndpoints', '*');
    // Who looks for an endpoint comes back to the one that he asked.
    const Address = call.transport.host ?? `dynamodb.${call.region}.amazonaws.com`;
    return { Endpoints: [{ Address, CachePeriodInMinutes: CACHE_MINUTES }] };
  });
