import { text } from '../../text';
import { highlight } from './highlight';

const CODE = `class Task(BaseModel):
    title: str
    done: bool = False
    due: date | None = None

TASKS = Collection("tasks", Task,
    read="owner", write="owner",
    indexes=("due",))`;

const LOOKS = { keyword: 'font-semibold text-sea', string: 'text-on-beak', plain: '' };

const CONSEQUENCES = [
  ['POST', '/data/tasks'],
  ['GET', '/data/tasks?sort=due'],
  ['GET', '/data/tasks/{id}'],
  ['TS', 'tasksCreate({ body })'],
] as const;

/** What Fulmar is about, by example: a declaration and what follows from it. */
export function Declaration() {
  const words = text.landing.declaration;
  return (
    <figure className="card min-w-0 overflow-hidden">
      <figcaption className="flex items-center gap-2.5 border-b border-line px-5 py-3 font-mono text-xs text-slate">
        <span aria-hidden="true" className="size-2 rounded-full bg-beak" />
        <span className="sr-only">{words.label}: </span>
        {words.file}
      </figcaption>
      <pre className="overflow-x-auto px-5 py-4 font-mono text-[0.8125rem] leading-6">
        {CODE.split('\n').map((line) => (
          <code key={line} className="block min-h-6">
            {highlight(line).map((token, position) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the code never changes
              <span key={position} className={LOOKS[token.kind]}>
                {token.text}
              </span>
            ))}
          </code>
        ))}
      </pre>
      <div className="border-t border-line bg-fog px-5 py-4">
        <p className="mb-2 text-sm font-semibold">{words.consequence}</p>
        <ul className="grid gap-x-6 gap-y-1.5 font-mono text-[0.8125rem] sm:grid-cols-2">
          {CONSEQUENCES.map(([kind, what]) => (
            <li key={kind + what} className="flex gap-2.5">
              <span className="w-9 flex-none font-semibold text-sea">{kind}</span>
              <span className="min-w-0 break-words text-slate">{what}</span>
            </li>
          ))}
        </ul>
      </div>
    </figure>
  );
}
