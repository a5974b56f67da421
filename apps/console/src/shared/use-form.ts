import type { ApiError } from '../api/api-error.ts';
import { useAction } from './use-aws.ts';
import { type ChangeDraft, useDraft } from './use-draft.ts';

export interface Form<Draft> {
  readonly draft: Draft;
  readonly change: ChangeDraft<Draft>;
  readonly busy: boolean;
  readonly error: ApiError | undefined;
  /** Saves it; what failed stays to be shown beside the fields. */
  readonly submit: () => void;
}

/** What a person fills in until it is saved. */
export const useForm = <Draft extends object, Answer>(
  initial: Draft | (() => Draft),
  save: (draft: Draft) => Promise<Answer>,
  saved: (draft: Draft, answer: Answer) => void,
): Form<Draft> => {
  const [draft, change] = useDraft(initial);
  const { busy, error, run } = useAction();
  const submit = async (): Promise<void> => {
    await run(async () => saved(draft, await save(draft)));
  };
  return { draft, change, busy, error, submit: () => void submit() };
};
