/** The policies are too many or too entangled to be compared completely within the time that a request may take. */
export class TooComplexError extends Error {
  override readonly name = 'TooComplexError';
}

/** Steps that may still be taken; taking more throws TooComplexError. */
export interface Budget {
  readonly spend: (steps: number) => void;
}

export const newBudget = (steps: number, reason: string): Budget => {
  let left = steps;
  return {
    spend: (taken) => {
      left -= taken;
      if (left < 0) throw new TooComplexError(reason);
    },
  };
};
