import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { usersExportMe } from '../../api';
import { accountText } from '../../text/account';
import { fileOf, type Gathered, gather, NOTHING_YET, resumeFrom } from './own-export';
import { saveFile } from './save-file';

/** Read everything that is held about me and save it as a file. After a failure it goes on where it was. */
export function useExport() {
  const [gathered, setGathered] = useState<Gathered>(NOTHING_YET);
  const stopper = useRef(new AbortController());
  // Who leaves the page waits for no file.
  useEffect(() => () => stopper.current.abort(), []);

  const read = useMutation({
    mutationFn: (from: Gathered) => {
      stopper.current = new AbortController();
      const { signal } = stopper.current;
      const page = async (cursor: string | undefined) =>
        String((await usersExportMe({ query: { cursor }, parseAs: 'text', signal })).data);
      return gather(page, from, setGathered);
    },
    onMutate: setGathered,
    onSuccess: (all) => saveFile(fileOf(all), accountText.data.export.file(new Date().toISOString().slice(0, 10))),
  });

  return {
    call: read,
    documents: gathered.documents,
    start: () => read.mutate(NOTHING_YET),
    resume: () => read.mutate(resumeFrom(gathered, read.error)),
    stop(): void {
      stopper.current.abort();
      read.reset();
    },
  };
}
