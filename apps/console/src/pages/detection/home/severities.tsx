import { SEVERITIES, type Severity as Label } from '../../../api/detection/model.ts';
import { PageLink } from '../../../shared/link.tsx';
import { Severity } from '../../../shared/severity.tsx';
import '../shared/detection.css';
import { alertsPath } from '../shared/paths.ts';
import { Section } from '../shared/section.tsx';

/** How many alerts wait for somebody, by how bad they are. */
export const Severities = ({ open }: { readonly open: Readonly<Record<Label, number>> }) => (
  <Section title="Open alerts">
    <div className="gh-numbers">
      {SEVERITIES.map((severity) => (
        <div key={severity}>
          <Severity label={severity} />
          <div>
            <PageLink to={alertsPath({ severities: severity })}>{String(open[severity])}</PageLink>
          </div>
        </div>
      ))}
    </div>
  </Section>
);
