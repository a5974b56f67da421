import { useState } from 'react';
import { toApiError } from '../../../api/api-error.ts';
import { useNotifications } from '../../../shared/notifications.tsx';
import { useAction } from '../../../shared/use-aws.ts';

export interface Change {
  readonly busy: boolean;
  /** Differs after each change: part of what lists are loaded by. */
  readonly turn: number;
  /** Does it, and says that it was done or why it was not. */
  readonly run: (done: string, work: () => Promise<unknown>) => Promise<void>;
  readonly done: (text: string) => void;
}

/** Changes that are made at once, with a button of a list. */
export const useChange = (): Change => {
  const [turn, setTurn] = useState(0);
  const action = useAction();
  const { succeeded, failed } = useNotifications();
  const done = (text: string): void => {
    succeeded(text);
    setTurn((before) => before + 1);
  };
  return {
    busy: action.busy,
    turn,
    done,
    run: async (text, work) => {
      await action.run(async () => {
        try {
          await work();
          done(text);
        } catch (error) {
          failed(toApiError(error), 'Not changed');
        }
      });
    },
  };
};

interface Unprocessed {
  readonly id: string;
  readonly reason: string;
}

/** Operations on several things answer 200 and name those that failed. @throws Error that names them */
export const requireAll = (unprocessed: readonly Unprocessed[]): void => {
  if (unprocessed.length > 0)
    throw new Error(unprocessed.map(({ id, reason }) => `${id}: ${reason}`).join('; '));
};
