import { Type } from '@sinclair/typebox';
import { ref } from '../../../schemas/annotations.js';
import { StoryInfo, StoryParams } from '../../../schemas/control/data-steps.js';
import { anyScope } from '../../simulator/contract/access.js';
import { type Operation, operation } from '../../simulator/contract/operation.js';
import { notFound } from '../../simulator/contract/problem.js';
import type { Story } from '../../simulator/data/rules.js';
import { nothingNamed } from '../../simulator/validation/suggestion.js';
import type { ControlContext } from '../context.js';
import { ArrangementResult, arrange } from './arrangement.js';

/** Operations on stories: named changes of the world. */
export function storyOperations(context: ControlContext): Operation[] {
  const { contracts, stories: further } = context;
  // A story of a file replaces one of the same name.
  const names = further.map(({ name }) => name);
  const own = contracts.flatMap(({ data }) => data?.stories ?? []);
  const stories = [...own.filter(({ name }) => !names.includes(name)), ...further];
  return [
    operation({
      method: 'GET',
      url: '/stories',
      config: { access: anyScope, effect: 'read', isServerWide: true },
      schema: {
        operationId: 'listStories',
        summary: 'List the stories: named changes of the world',
        tags: ['data'],
        response: { 200: Type.Array(ref(StoryInfo), { description: 'The stories' }) },
      },
      handler: () => stories,
    }),
    operation({
      method: 'POST',
      url: '/stories/:name',
      config: {
        access: anyScope,
        effect: 'change',
        isJournaled: true,
        refusals: { 400: 'A step does not fit the world of the sandbox; nothing is changed.' },
      },
      schema: {
        operationId: 'runStory',
        summary: 'Make the changes of a story, all or none',
        tags: ['data'],
        params: StoryParams,
        response: { 200: ArrangementResult },
      },
      handler: ({ sandbox, params: { name } }) =>
        arrange(context, sandbox, requireStory(stories, name).steps),
    }),
  ];
}

/** Throws a 404 problem for a story that does not exist. */
function requireStory(stories: readonly Story[], name: string): Story {
  const story = stories.find((each) => each.name === name);
  if (story) return story;
  const names = stories.map((each) => each.name);
  throw notFound(nothingNamed(name, names, ['story', 'stories']));
}
