import { effect } from '@preact/signals';
import UPlot from 'uplot';
import type { Model } from '../../../api/client.js';
import { formatDate } from '../../../lib/format.js';
import { theme } from '../../../state/theme.js';

/** Half a day in seconds, so that the first and the last bar are complete. */
const halfDay = 43_200;

/** The height of the chart with its axes and legend, in pixels. */
const height = 260;

/** Draws the usage by day as bars, in the colours of the page. Returns the function that removes the chart. */
export function drawUsage(root: HTMLElement, { days, unit }: Model<'UsageByDay'>): () => void {
  const colour = (property: 'color' | 'borderTopColor' | 'outlineColor') =>
    getComputedStyle(root)[property];
  const axis: UPlot.Axis = {
    stroke: () => colour('outlineColor'),
    grid: { stroke: () => colour('borderTopColor'), width: 1 },
    ticks: { stroke: () => colour('borderTopColor'), width: 1 },
    font: '12px system-ui, sans-serif',
  };
  const bars = UPlot.paths.bars?.({ size: [0.8, 40] });
  const chart = new UPlot(
    {
      width: root.clientWidth,
      height,
      // Days of a sandbox are days in UTC.
      tzDate: (seconds) => UPlot.tzDate(new Date(seconds * 1000), 'Etc/UTC'),
      axes: [
        { ...axis, values: (_chart, ticks) => ticks.map(shortDay) },
        { ...axis, size: 64, label: unit, labelSize: 18, labelFont: axis.font ?? '' },
      ],
      series: [
        { label: 'Day', value: (_chart, seconds) => dayText(seconds) },
        {
          label: 'Used',
          ...(bars && { paths: bars }),
          fill: () => colour('color'),
          points: { show: false },
          value: (_chart, amount) => (amount === null ? '–' : `${amount.toFixed(2)} ${unit}`),
        },
      ],
      scales: {
        x: { range: (_chart, min, max) => [min - halfDay, max + halfDay] },
        y: { range: (_chart, _min, max) => [0, Math.max(max * 1.05, 1)] },
      },
    },
    [days.map(({ date }) => Date.parse(date) / 1000), days.map(({ amount }) => amount)],
    root,
  );
  const observer = new ResizeObserver(() => chart.setSize({ width: root.clientWidth, height }));
  observer.observe(root);
  const systemTheme = matchMedia('(prefers-color-scheme: dark)');
  const redraw = () => chart.redraw(false);
  systemTheme.addEventListener('change', redraw);
  const stop = effect(() => {
    theme.value;
    // The colours of the page change after this signal.
    requestAnimationFrame(redraw);
  });
  return () => {
    stop();
    observer.disconnect();
    systemTheme.removeEventListener('change', redraw);
    chart.destroy();
  };
}

function dayText(seconds: number | null): string {
  return seconds === null ? '–' : formatDate(new Date(seconds * 1000).toISOString());
}

/** `6 Mar` for a tick of the axis. */
function shortDay(seconds: number): string {
  return formatDate(new Date(seconds * 1000).toISOString())
    .split(' ')
    .slice(1, 3)
    .join(' ');
}
