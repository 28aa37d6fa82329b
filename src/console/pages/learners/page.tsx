import { route } from '../../state/router.js';
import { LearnerGrid } from './grid.js';
import { Sheet } from './sheet.js';

/** The sandboxes of the learners of a class, or the sheet with their access to print. */
export function Page() {
  return route.value.segments[1] === 'sheet' ? <Sheet /> : <LearnerGrid />;
}
