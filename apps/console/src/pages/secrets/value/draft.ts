import type { EditedTag } from '../../../shared/tag-editor.tsx';

/** The value of a secret while it is written: as pairs, or as a text. */
export interface ValueDraft {
  readonly as: 'pairs' | 'text';
  readonly pairs: readonly EditedTag[];
  readonly text: string;
}

export const EMPTY_VALUE: ValueDraft = {
  as: 'pairs',
  pairs: [{ key: '', value: '' }],
  text: '',
};

const isFilled = ({ key, value }: EditedTag): boolean => key !== '' || value !== '';

const jsonOf = (pairs: readonly EditedTag[], indent?: number): string =>
  JSON.stringify(
    Object.fromEntries(pairs.filter(isFilled).map(({ key, value }) => [key, value])),
    undefined,
    indent,
  );

/** The pairs of a text that is a JSON object of texts; undefined for any other. */
export const pairsOf = (text: string): readonly EditedTag[] | undefined => {
  try {
    const parsed: unknown = JSON.parse(text);
    if (parsed === null || typeof parsed !== 'object' || Array.isArray(parsed)) return undefined;
    const entries: readonly (readonly [string, unknown])[] = Object.entries(parsed);
    const pairs = entries.flatMap(([key, value]) =>
      typeof value === 'string' ? [{ key, value }] : [],
    );
    return pairs.length === entries.length ? pairs : undefined;
  } catch {
    return undefined;
  }
};

export const valueDraft = (text: string): ValueDraft => {
  const pairs = pairsOf(text);
  return pairs === undefined ? { as: 'text', pairs: [], text } : { as: 'pairs', pairs, text };
};

/** The same value in the other form; as pairs only where it has that form. */
export const inForm = (draft: ValueDraft, as: ValueDraft['as']): ValueDraft => {
  if (as === draft.as) return draft;
  if (as === 'text') {
    const text = draft.pairs.some(isFilled) ? jsonOf(draft.pairs, 2) : '';
    return { ...draft, as, text };
  }
  const pairs = draft.text.trim() === '' ? EMPTY_VALUE.pairs : pairsOf(draft.text);
  return pairs === undefined ? draft : { ...draft, as, pairs };
};

export const textOf = (draft: ValueDraft): string =>
  draft.as === 'text' ? draft.text : jsonOf(draft.pairs);

/** Why it cannot be stored so. */
export const valueFault = ({ as, pairs, text }: ValueDraft): string | undefined => {
  if (as === 'text') return text === '' ? 'Write the secret.' : undefined;
  const keys = pairs.filter(isFilled).map(({ key }) => key);
  if (keys.length === 0) return 'Write at least one pair.';
  if (keys.includes('')) return 'Each value needs a key.';
  return new Set(keys).size === keys.length ? undefined : 'Two pairs have the same key.';
};
