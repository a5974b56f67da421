import { type RefObject, useEffect, useRef } from 'react';

/** The value of the last rendering, for work that starts later and must not start anew because it changed. */
export const useLatest = <Value>(value: Value): RefObject<Value> => {
  const latest = useRef(value);
  useEffect(() => {
    latest.current = value;
  });
  return latest;
};
