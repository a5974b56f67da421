import { AwsError } from '@gatehouse/core';
import { isStructure } from '../model/schema.ts';
import type { OperationModel } from '../model/service-model.ts';

/** Said before the operation runs, so that nothing is changed and then not answered. */
export const refuseEventStreams = ({ name, input, output }: OperationModel): void => {
  const streams = [input, output].some(
    (schema) => isStructure(schema) && schema.eventStream !== undefined,
  );
  if (streams) {
    throw new AwsError('NotImplemented', `${name} streams events, which is not supported.`, {
      status: 501,
    });
  }
};
