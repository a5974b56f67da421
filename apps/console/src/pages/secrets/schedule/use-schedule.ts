import { type ExplainedRotation, explainRotation } from '../../../api/rotation.ts';
import { useLoad } from '../../../shared/use-aws.ts';
import { useLater } from '../../../shared/use-later.ts';
import { questionOf, type RotationDraft } from './draft.ts';

export interface ScheduleCheck {
  readonly explained: ExplainedRotation | undefined;
  /** What is wrong with the schedule as it is now. */
  readonly fault: string | undefined;
  readonly durationFault: string | undefined;
  /** Whether all of that is about the fields as they are now. */
  readonly current: boolean;
}

/** What the schedule says that is being filled in. */
export const useSchedule = (draft: RotationDraft): ScheduleCheck => {
  const question = questionOf(draft);
  const now = JSON.stringify(question);
  const later = useLater(now);
  const { data, error } = useLoad(`rotation ${later}`, async (signal) => {
    const asked: unknown = JSON.parse(later);
    // Questions are made by us alone; a text is none.
    return typeof asked === 'string'
      ? undefined
      : explainRotation(asked as Exclude<typeof question, string>, signal);
  });
  const current = later === now;
  const missing = typeof question === 'string' ? question : undefined;
  return {
    explained: missing === undefined && current ? data : undefined,
    fault: missing ?? error?.message ?? data?.refusal,
    durationFault: missing === undefined ? data?.durationRefusal : undefined,
    current,
  };
};

export const isSound = ({ explained, fault, durationFault }: ScheduleCheck): boolean =>
  explained !== undefined && fault === undefined && durationFault === undefined;
