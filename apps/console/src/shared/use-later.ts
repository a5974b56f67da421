import { useEffect, useState } from 'react';

const PAUSE_MILLISECONDS = 400;

/** A value once nobody has changed it for a moment: what follows one who types. */
export const useLater = <Value>(value: Value): Value => {
  const [later, setLater] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setLater(value), PAUSE_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [value]);
  return later;
};
