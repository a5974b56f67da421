import type { ReactNode } from 'react';
import type { ReportedEvent } from '../../../api/detection/model.ts';
import { PageLink } from '../../../shared/link.tsx';
import { Time } from '../../../shared/time.tsx';
import './detection.css';
import { searchPath } from './paths.ts';

export type EventKind = 'evidence' | 'failed' | 'context';

export interface TimelineItem {
  readonly event: ReportedEvent;
  readonly kind: EventKind;
  /** What is known of it besides. */
  readonly more?: ReactNode;
}

const SECOND = 1000;

/** The search that finds this one event. */
const recordPath = ({ id, at }: ReportedEvent): string =>
  searchPath({
    pattern: `{ $.eventID = "${id}" }`,
    from: new Date(Date.parse(at) - SECOND).toISOString(),
    to: new Date(Date.parse(at) + 2 * SECOND).toISOString(),
  });

const MARKS: Readonly<Record<EventKind, string>> = {
  evidence: 'Evidence: ',
  failed: '',
  context: '',
};

const Item = ({ item: { event, kind, more } }: { readonly item: TimelineItem }) => (
  <li data-kind={kind}>
    <span>
      <Time at={event.at} />
    </span>
    <div>
      <strong>
        {MARKS[kind]}
        <PageLink to={recordPath(event)}>{event.name}</PageLink>
      </strong>{' '}
      {event.source} in {event.region}
      {event.errorCode === null ? null : <span> – refused or failed: {event.errorCode}</span>}
      <div className="gh-quiet">
        {event.actor} from {event.sourceIp}
        {event.resources.length === 0
          ? null
          : ` on ${event.resources.map(({ id }) => id).join(', ')}`}
      </div>
      {more}
    </div>
  </li>
);

/** Events in order of time; what speaks for an alert is marked. */
export const Timeline = ({
  label,
  items,
}: {
  readonly label: string;
  readonly items: readonly TimelineItem[];
}) => (
  <ol className="gh-timeline" aria-label={label}>
    {items.map((item) => (
      <Item key={item.event.id} item={item} />
    ))}
  </ol>
);

export const kindOf = (event: ReportedEvent): EventKind =>
  event.errorCode === null ? 'context' : 'failed';
