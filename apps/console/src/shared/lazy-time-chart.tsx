import { lazy, Suspense } from 'react';
import type { TimeChartProps } from './time-chart.tsx';

const TimeChart = lazy(async () => ({ default: (await import('./time-chart.tsx')).TimeChart }));

/** Values over time; the code that draws them comes when there is something to draw. */
export const LazyTimeChart = (props: TimeChartProps) => (
  <Suspense fallback={<output>Loading the chart</output>}>
    <TimeChart {...props} />
  </Suspense>
);
