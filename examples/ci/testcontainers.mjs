import { connectUnderstudy } from 'api-understudy';

/**
 * Starts Understudy in a container and connects to it: `startContainer(await import('testcontainers'))`. The image is that of the
 * Dockerfile of this package.
 */
export async function startContainer({ GenericContainer, Wait }, image = 'understudy') {
  const port = 4010;
  // Calls from outside of the container to the control plane need a token.
  const adminToken = 'token-of-the-tests';
  const container = await new GenericContainer(image)
    .withExposedPorts(port)
    .withEnvironment({ UNDERSTUDY_ADMIN_TOKEN: adminToken, UNDERSTUDY_CLOCK: 'frozen' })
    .withWaitStrategy(Wait.forHttp('/_sim/health', port))
    .start();
  const url = `http://${container.getHost()}:${container.getMappedPort(port)}`;
  const understudy = await connectUnderstudy({ url, adminToken });
  return {
    url,
    understudy,
    async stop() {
      await understudy.close();
      await container.stop();
    },
  };
}
