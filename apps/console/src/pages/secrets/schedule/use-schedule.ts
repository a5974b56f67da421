import { type ExplainedRotation, explainRotation } from '../../../api/rotation.ts';
import { useLoad } from '../../../shared/use-aws.ts';
import { useLater } from '../../../shared/use-later.ts';
import { questionOf, type RotationDraft } from './draft.ts';

/** About the fields as they are now; nothing while it is being asked. */
export interface ScheduleCheck {
  readonly explained: ExplainedRotation | undefined;
  /** What is wrong with the schedule. */
  readonly fault: string | undefined;
  readonly durationFault: string | undefined;
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
  const missing = typeof question === 'string' ? question : undefined;
  if (missing !== undefined)
    return { explained: undefined, fault: missing, durationFault: undefined };
  // What was said of the fields before they changed is not said of them now.
  const told = later === now ? data : undefined;
  return {
    explained: told,
    fault: later === now ? (error?.message ?? told?.refusal) : undefined,
    durationFault: told?.durationRefusal,
  };
};

export const isSound = ({ explained, fault, durationFault }: ScheduleCheck): boolean =>
  explained !== undefined && fault === undefined && durationFault === undefined;
