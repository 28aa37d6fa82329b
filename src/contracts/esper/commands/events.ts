import { advanceCommand, commandEvent } from './run.js';
import { recurringEvent, repeatRequest } from './schedule.js';

/** Moves commands when their time has come. */
export const commandEvents = { [commandEvent]: advanceCommand, [recurringEvent]: repeatRequest };

/** What happens then, for people who look ahead. */
export const commandDescriptions = {
  [commandEvent]: 'A command on a device reaches its next state',
  [recurringEvent]: 'A recurring command is sent to its devices',
};
