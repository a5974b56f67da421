import { useState } from 'react';

export type ChangeDraft<Draft> = (part: Partial<Draft>) => void;

/** What a person fills in, part by part. */
export const useDraft = <Draft extends object>(
  initial: Draft | (() => Draft),
): readonly [draft: Draft, change: ChangeDraft<Draft>] => {
  const [draft, setDraft] = useState(initial);
  return [draft, (part) => setDraft((before) => ({ ...before, ...part }))];
};
