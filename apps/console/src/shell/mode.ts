import { applyMode, Mode as CloudscapeMode } from '@cloudscape-design/global-styles';
import { keepMode, keptMode, type Mode } from '../session/preferences.ts';

/** Light or dark, as chosen here or else as the system has it. */
export const showMode = (mode: Mode = keptMode()): void => {
  applyMode(mode === 'dark' ? CloudscapeMode.Dark : CloudscapeMode.Light);
  document.documentElement.style.colorScheme = mode;
};

export const toggleMode = (): void => {
  const next = keptMode() === 'dark' ? 'light' : 'dark';
  keepMode(next);
  showMode(next);
};
