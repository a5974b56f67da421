import { gzipSync } from 'node:zlib';
import type { GroupRef } from '../model.ts';

interface Message {
  readonly messageType: 'DATA_MESSAGE' | 'CONTROL_MESSAGE';
  readonly owner: string;
  readonly logGroup: string;
  readonly logStream: string;
  readonly subscriptionFilters: readonly string[];
  readonly logEvents: readonly unknown[];
}

const encoded = (message: Message): string =>
  JSON.stringify({
    awslogs: { data: gzipSync(JSON.stringify(message)).toString('base64') },
  });

/** What a function gets (CloudWatch Logs User Guide, "Log group-level subscription filters"). */
export const dataMessage = (
  { account, name }: GroupRef,
  logStream: string,
  filter: string,
  logEvents: readonly unknown[],
): string =>
  encoded({
    messageType: 'DATA_MESSAGE',
    owner: account,
    logGroup: name,
    logStream,
    subscriptionFilters: [filter],
    logEvents,
  });

/** What a destination gets that is asked whether it can be reached. */
export const controlMessage = (now: Date): string =>
  encoded({
    messageType: 'CONTROL_MESSAGE',
    owner: 'CloudwatchLogs',
    logGroup: '',
    logStream: '',
    subscriptionFilters: [],
    logEvents: [
      {
        id: '',
        timestamp: now.getTime(),
        message: 'CWL CONTROL MESSAGE: Checking health of destination Lambda.',
      },
    ],
  });
