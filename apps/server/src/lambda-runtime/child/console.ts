import { writeSync } from 'node:fs';
import { format } from 'node:util';

const LEVELS = {
  trace: 'TRACE',
  debug: 'DEBUG',
  info: 'INFO',
  log: 'INFO',
  warn: 'WARN',
  error: 'ERROR',
} as const;

export interface Output {
  begin(requestId: string): void;
  requestId(): string | undefined;
  error(title: string, document: object, requestId?: string): void;
  /** Lines that the server looks for: all that was written before them is there when they are. */
  mark(requestId: string): void;
}

const write = (fd: number, text: string): void => {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length;) {
    try {
      at += writeSync(fd, bytes, at);
    } catch (error) {
      // The pipe is full: the server reads it, and until then there is nothing else to do.
      if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) throw error;
    }
  }
};

// One message may have many lines: the server turns the carriage returns back.
const emit = (text: string): void => write(1, `${text.replaceAll(/\r?\n/g, '\r')}\n`);

/** `console` writes lines as Lambda does: time, request and level before the message, each message one line of the log. */
export const installConsole = (): Output => {
  let current: string | undefined;
  const isJson = process.env['AWS_LAMBDA_LOG_FORMAT'] === 'JSON';
  const line = (level: string, message: string, requestId: string | undefined): string =>
    isJson
      ? JSON.stringify({ timestamp: new Date().toISOString(), level, requestId, message })
      : `${new Date().toISOString()}\t${requestId ?? 'undefined'}\t${level}\t${message}`;
  for (const [method, level] of Object.entries(LEVELS))
    Reflect.set(console, method, (...given: unknown[]): void =>
      emit(line(level, format(...given), current)),
    );
  return {
    begin: (requestId) => {
      current = requestId;
    },
    requestId: () => current,
    error: (title, document, requestId = current) =>
      emit(
        line('ERROR', `${title === '' ? '' : `${title}\t`}${JSON.stringify(document)}`, requestId),
      ),
    mark: (requestId) => {
      write(1, `\0${requestId}\n`);
      write(2, `\0${requestId}\n`);
    },
  };
};
