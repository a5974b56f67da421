const FORMAT = new Intl.DateTimeFormat('en', {
  dateStyle: 'full',
  timeStyle: 'medium',
  timeZone: 'UTC',
  hourCycle: 'h23',
});

/** An instant as rotation schedules count: in UTC. */
export const utcText = (at: string): string => `${FORMAT.format(new Date(at))} UTC`;

export const UtcTime = ({ at }: { readonly at: string | undefined }) =>
  at === undefined ? (
    '–'
  ) : (
    <time dateTime={at} title={at}>
      {utcText(at)}
    </time>
  );
