import { type Static, Type } from '@sinclair/typebox';
import { ref } from '../../annotations.js';
import { nullableReference, objectSchemas, reference, required } from '../objects.js';
import { sampleProfile } from '../samples.js';
import { createTime, decimalText, identifier, nullableText, updateTime, uuid } from '../values.js';

/** A client or partner in the tree of relations. The vendor publishes no operation for users. */
export const User = Type.Object(
  {
    userId: identifier('The identifier of the user; in Understudy that of its profile'),
    profileId: identifier('The profile of the user'),
    groupId: nullableReference('IB type'),
    master: Type.Boolean({ description: 'Whether the user is a master' }),
    masterMaxLevel: Type.Integer({
      description: 'The highest level from which a master earns',
      examples: [100],
    }),
    masterRatio: decimalText('What the rewards of a master are multiplied by'),
    ratio: decimalText('What the rewards of the user are multiplied by'),
    tag: nullableText('A tag of the user', { examples: ['12345'] }),
    createTime,
    updateTime,
    uuid,
  },
  { $id: 'User', description: 'A client or partner' },
);
export type User = Static<typeof User>;

const user = (description: string) =>
  Type.Unsafe<User | null>({ description, anyOf: [ref(User), { type: 'null' }] });

export const Relation = objectSchemas({
  name: 'Relation',
  nouns: ['relation', 'relations'],
  id: 'relationId',
  publication: 'object',
  fields: {
    childUserId: reference('user who was brought'),
    childUser: user('The user who was brought'),
    parentUserId: reference('partner who brought the user'),
    parentUser: user('The partner'),
  },
  joined: { childUser: ['childUserId', 'user'], parentUser: ['parentUserId', 'user'] },
  writable: { parentUserId: required, childUserId: required },
  filters: ['childUserId', 'parentUserId'],
  example: { parentUserId: '60ba407d15951453e60e49f8', childUserId: sampleProfile.profileId },
});
