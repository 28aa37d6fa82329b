import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Contract } from '../../simulator/contract/contract.js';
import { controlMount } from '../access/admin-guard.js';
import { version } from '../api/server-info.js';

/** Whether a client that asks for `/` or `/_sim` gets a page, as browsers do, rather than JSON. The response says that this varies. */
export function prefersPage({ headers }: FastifyRequest, reply: FastifyReply): boolean {
  reply.header('vary', 'Accept, Origin');
  return headers.accept?.includes('text/html') ?? false;
}

/** What the server offers, for programs. */
export function overview(contracts: readonly Contract[], prefix: string): object {
  return {
    name: 'Understudy',
    version,
    apis: contracts.map(({ name, title, mount }) => ({
      title,
      url: `${prefix}${mount}`,
      docs: `${prefix}/docs/${name}`,
      openapi: `${prefix}/openapi/${name}.json`,
    })),
    links: {
      docs: `${prefix}/docs`,
      health: `${prefix}${controlMount}/health`,
      personas: `${prefix}${controlMount}/personas`,
      openapi: `${prefix}${controlMount}/openapi.json`,
    },
  };
}
