import { text } from '../../text';

/** The three things a visitor should know. */
export function Facts() {
  return (
    <ul className="page grid gap-6 sm:grid-cols-3 sm:gap-8">
      {text.landing.facts.map(({ title, body }) => (
        <li key={title} className="flex flex-col gap-1.5">
          <h2 className="text-lg font-bold">{title}</h2>
          <p className="text-[0.9375rem] leading-relaxed text-slate">{body}</p>
        </li>
      ))}
    </ul>
  );
}
