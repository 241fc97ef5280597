import { createContext } from 'preact';
import { useContext, useEffect } from 'preact/hooks';
import { cleanText } from '../../parts/clean-text.ts';

const MOST_CHARACTERS = 80;

/** Name of the folder served. */
export const ProjectContext = createContext('');

/** Names the document as long as the page is shown. */
export function usePageTitle(title: string): void {
  const project = useContext(ProjectContext);
  useEffect(() => {
    document.title = [cleanText(title, MOST_CHARACTERS), project, 'Plimsoll'].filter(Boolean).join(' · ');
  }, [title, project]);
}
