import { readSuppressions, type Suppression } from '../../alerts/suppressions.ts';
import type { EngineSettings } from '../../engine.ts';
import type { LoadedRule, RuleExclusion } from '../../rules/model.ts';
import { readRules } from '../../rules/read-rule-folder.ts';
import type { SuppressionForm } from '../api/index.ts';
import type { StoredRule, StoredSettings, StoredSuppression } from '../store/settings.ts';

/** All that was set here. */
export interface LiveSettings {
  readonly settings: StoredSettings;
  readonly suppressions: readonly StoredSuppression[];
  readonly rules: readonly StoredRule[];
}

/** A suppression as it is read from a file: `sourceIp` and its likes beside name, reason and end. */
export const suppressionOf = (id: string, form: SuppressionForm): Suppression | undefined => {
  const [suppression] = readSuppressions([{ ...withoutAbsent(form), name: id }]);
  return suppression;
};

const withoutAbsent = (form: SuppressionForm): object =>
  Object.fromEntries(Object.entries(form).filter(([, value]) => value !== undefined));

/** Rules that were imported; what was readable then is now, or is left out. */
export const importedRules = (rules: readonly StoredRule[]): readonly LoadedRule[] =>
  rules.flatMap(({ id, file, source }) =>
    readRules([{ name: file, text: source }]).rules.filter(({ spec }) => spec.id === id),
  );

const exclusionsOf = ({ rules }: StoredSettings): readonly RuleExclusion[] =>
  Object.entries(rules).flatMap(([rule, { exclusions = [] }]) =>
    exclusions.map((when) => ({ rule, when })),
  );

/** What the engine is made with. */
export const engineSettingsOf = (
  { settings, suppressions, rules }: LiveSettings,
  exclusions: readonly RuleExclusion[] = [],
): EngineSettings => {
  const entries = Object.entries(settings.rules);
  return {
    rules: {
      parameters: settings.parameters,
      disabled: entries.flatMap(([id, { enabled }]) => (enabled === false ? [id] : [])),
      severities: Object.fromEntries(
        entries.flatMap(([id, { severity }]) => (severity === undefined ? [] : [[id, severity]])),
      ),
      exclusions: [...exclusions, ...exclusionsOf(settings)],
      rules: importedRules(rules),
    },
    behaviour: { knownNetworks: settings.parameters.networks ?? [], ...settings.behaviour },
    suppressions: suppressions.flatMap(({ id, form }) => suppressionOf(id, form) ?? []),
  };
};
