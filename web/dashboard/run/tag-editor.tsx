import type { RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { TagsAnswer, TagsRequest } from '../../../src/model/dashboard-api.ts';
import { Name } from '../../parts/name.tsx';
import { send } from '../api/client.ts';
import type { Failure } from '../api/failure.ts';
import { encoded } from '../router/routes.ts';
import { TagList } from '../runs/tag-list.tsx';
import { tagText, writtenTag } from './tag-change.ts';

interface TagEditorProps {
  readonly id: string;
  /** As the run has them. */
  readonly tags: Readonly<Record<string, string>>;
}

/** The tags of a run that is kept, and what changes them. */
export function TagEditor({ id, tags }: TagEditorProps) {
  const [changed, setChanged] = useState<Readonly<Record<string, string>> | undefined>(undefined);
  const [isOpen, setOpen] = useState(false);
  const [failure, setFailure] = useState<Failure | undefined>(undefined);
  const current = changed ?? tags;
  const field = useRef<HTMLInputElement>(null);
  const opener = useRef<HTMLButtonElement>(null);
  const wasOpen = useRef(false);
  // What had the focus is gone when the editor opens and closes.
  useEffect(() => {
    if (isOpen) field.current?.focus();
    else if (wasOpen.current) opener.current?.focus();
    wasOpen.current = isOpen;
  }, [isOpen]);
  const remove = async (key: string): Promise<void> => {
    if (await change({ remove: [key] })) field.current?.focus();
  };

  const change = async (request: TagsRequest): Promise<boolean> => {
    setFailure(undefined);
    try {
      setChanged((await send<TagsAnswer>('POST', `/api/runs/${encoded(id)}/tags`, request)).tags);
      return true;
    } catch (thrown) {
      setFailure(thrown as Failure);
      return false;
    }
  };

  if (!isOpen) {
    return (
      <>
        <TagList tags={current} />
        <button type="button" class="link-button" ref={opener} onClick={() => setOpen(true)}>
          {Object.keys(current).length === 0 ? 'Add tags' : 'Edit tags'}
        </button>
      </>
    );
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape in any of its controls
    <span class="tag-editor" onKeyDown={(event) => event.key === 'Escape' && setOpen(false)}>
      {Object.entries(current).map(([key, value]) => (
        <span class="tag" key={key}>
          <Name text={tagText(key, value)} />
          <button
            type="button"
            class="tag-remove"
            aria-label={`Remove the tag ${tagText(key, value)}`}
            onClick={() => void remove(key)}
          >
            ✕
          </button>
        </span>
      ))}
      <NewTag field={field} onAdd={(key, value) => change({ set: { [key]: value } })} />
      <button type="button" class="link-button" onClick={() => setOpen(false)}>
        Done
      </button>
      {failure !== undefined && (
        <span class="text-bad" role="alert">
          <span aria-hidden="true">✗ </span>
          <Name text={[failure.message, failure.hint].filter(Boolean).join(': ')} />
        </span>
      )}
    </span>
  );
}

interface NewTagProps {
  readonly field: RefObject<HTMLInputElement | null>;
  readonly onAdd: (key: string, value: string) => Promise<boolean>;
}

function NewTag({ field, onAdd }: NewTagProps) {
  const [text, setText] = useState('');
  const tag = writtenTag(text);
  return (
    <form
      class="tag-new"
      onSubmit={async (event) => {
        event.preventDefault();
        if (tag !== undefined && (await onAdd(tag.key, tag.value))) setText('');
      }}
    >
      <input
        class="field"
        aria-label="New tag"
        placeholder="key=value"
        value={text}
        ref={field}
        onInput={(event) => setText(event.currentTarget.value)}
      />
      <button type="submit" class="button" disabled={tag === undefined}>
        Add
      </button>
    </form>
  );
}
