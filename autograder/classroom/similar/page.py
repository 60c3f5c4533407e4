"""Las parejas, una al lado de la otra, con lo común marcado."""

from collections.abc import Mapping, Sequence
from types import SimpleNamespace
from typing import Any

from markupsafe import Markup, escape

from autograder import clean
from autograder.classroom.pages import render
from autograder.classroom.report.ideas import phrase_of
from autograder.classroom.similar.features import OWN, Answer
from autograder.classroom.similar.pairs import Match, Pair, covered_places, groups, likeness, people_of
from autograder.exercise import Exercise

SHOWN, OF_EACH = 40, 3  # grupos en la página, y parejas de cada uno; en --json están todas
MAX_LENGTH = 6_000  # caracteres de cada respuesta


def similar_page(
    assignment: str,
    found: Sequence[Pair],
    people: Sequence[str],
    everyone: Sequence[Mapping[str, Answer]],
    exercises: Mapping[str, Exercise],
    notes: Sequence[str],
) -> str:
    """La página. ``people`` dice cómo se nombra a cada uno."""
    every = groups(found)
    shown = [
        SimpleNamespace(
            people=[people[who] for who in people_of(group)],
            left=len(group) - OF_EACH,
            pairs=[
                SimpleNamespace(
                    one=people[pair.one],
                    other=people[pair.other],
                    matches=[_match(m, pair, everyone, exercises) for m in pair.matches],
                )
                for pair in group[:OF_EACH]
            ],
        )
        for group in every[:SHOWN]
    ]
    return render(
        "parecidos.html.j2",
        assignment=assignment,
        groups=shown,
        left=len(every) - len(shown),
        compared=len(everyone),
        notes=notes,
    )


def _match(match: Match, pair: Pair, everyone: Sequence[Mapping[str, Answer]], exercises: Mapping[str, Exercise]):
    mine, theirs = everyone[pair.one][match.exercise], everyone[pair.other][match.exercise]
    return SimpleNamespace(
        title=title_of(match.exercise, exercises),
        reasons=reasons(match, mine, theirs, exercises.get(match.exercise)),
        mine=marked(mine, match),
        theirs=marked(theirs, match),
    )


def title_of(id_: str, exercises: Mapping[str, Exercise]) -> str:
    """El título de un ejercicio, o de lo que no lo es."""
    if id_ == OWN:
        return "Celdas propias"
    return exercises[id_].title if id_ in exercises else id_


def reasons(match: Match, answer: Answer, other: Answer, exercise: Exercise | None) -> list[str]:
    """En qué coinciden, con palabras."""
    found = []
    if match.others and answer.mistake is not None:
        phrase = phrase_of(match.exercise, answer.mistake.diagnosis, answer.mistake.step, exercise)
        rest = match.others - 2
        alone = "nadie más lo tiene" if not rest else f"lo {'tiene' if rest == 1 else 'tienen'} {rest} más"
        found.append(f"El mismo error, con los mismos números ({phrase}); {alone}.")
    if match.grams:
        like = likeness(answer, other, match)
        what = "Las mismas frases" if answer.written else "Los mismos trozos de código"
        how = (", en otro orden" if like.reordered else "") + (", con otros nombres" if like.renamed else "")
        found.append(f"{what}{how}: el {100 * like.covered:.0f} % de la respuesta más corta.")
    if match.names:
        found.append(f"Nombres que casi nadie más usa: {', '.join(match.names)}.")
    found += [f"El mismo comentario: «{comment}»." for comment in match.comments]
    return [clean.line(reason) for reason in found]


def marked(answer: Answer, match: Match) -> Markup:
    """Una respuesta con lo común marcado."""
    pieces = answer.read.pieces
    spans = [(pieces[k].start, pieces[k].end) for k in sorted(covered_places(answer, match.grams)) if k < len(pieces)]
    spans += [(c.start, c.end) for c in answer.read.comments if c.text in match.comments]
    text, result, done = answer.source[:MAX_LENGTH], Markup(), 0
    for start, end in _merged(spans, text):
        result += escape(clean.lines(text[done:start]))
        result += Markup("<mark>{}</mark>").format(clean.lines(text[start:end]))
        done = end
    rest = text[done:] + ("…" if len(answer.source) > MAX_LENGTH else "")
    return Markup("<pre><code>{}{}</code></pre>").format(result, clean.lines(rest))


def _merged(spans: list[tuple[int, int]], text: str) -> list[tuple[int, int]]:
    """Los tramos seguidos, juntos si entre ellos solo hay espacios de un renglón."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if start >= len(text):
            break
        between = text[found[-1][1] : start] if found else "x"
        if found and not between.strip() and "\n" not in between:
            found[-1] = found[-1][0], max(found[-1][1], min(end, len(text)))
        else:
            found.append((start, min(end, len(text))))
    return found


def to_json(
    found: Sequence[Pair],
    ids: Sequence[str],
    everyone: Sequence[Mapping[str, Answer]],
    exercises: Mapping[str, Exercise],
) -> list[dict[str, Any]]:
    """Las parejas por sus ids; ``bits`` es lo que dice cada coincidencia."""
    return [
        {
            "students": [ids[pair.one], ids[pair.other]],
            "bits": round(pair.bits, 1),
            "matches": [
                {
                    "exercise": m.exercise or "celdas propias",
                    "bits": round(m.bits, 1),
                    "reasons": reasons(
                        m,
                        everyone[pair.one][m.exercise],
                        everyone[pair.other][m.exercise],
                        exercises.get(m.exercise),
                    ),
                }
                for m in pair.matches
            ],
        }
        for pair in found
    ]
