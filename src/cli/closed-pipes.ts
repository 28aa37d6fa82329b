/**
 * Lets a command end quietly when the program that reads its output ends first, such as `head`. A server goes on without its log.
 * Other errors of the output are thrown.
 */
export function tolerateClosedPipes(): void {
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
}
