import type { Finding } from '../../finding.js';
import { type Expression, expressionOf } from '../../promql/expression.js';
import { type ParsedQuery, parsePromql } from '../../promql/parse.js';
import { selectorsOf } from '../../promql/selectors.js';
import { typeProblems } from '../../promql/types.js';
import { conditionText } from '../condition.js';
import { gateFinding } from '../findings.js';
import type { GateQuery } from '../model.js';
import type { GateSource } from '../source.js';
import { specimen } from '../template.js';
import type { Knowledge } from './knowledge.js';
import { metricRemarks, type Remark } from './metrics.js';
import { placeInScalar } from './position.js';
import { outlook, rangeOf, reducedRange } from './range.js';
import { isSingle } from './shape.js';
import { filtering } from './silence.js';

/** Everything that can be seen to be wrong with the queries of a gate without asking a Prometheus. */
export function lintGate({ gate, document, text, paths }: GateSource, knowledge: Knowledge): Finding[] {
  return gate.queries.flatMap((query, index) => {
    const path = paths[index] ?? [];
    const start = document.placeOfValue([...path, 'query']);
    return remarksOn(query, knowledge).map(({ offset, ...problem }) => {
      const { code } = problem;
      const isOfCondition = code === 'gate-condition-impossible' || code === 'gate-condition-always';
      const place = isOfCondition
        ? document.placeOfValue([...path, 'condition'])
        : placeInScalar(text, start, query.query, offset);
      return gateFinding(place, problem);
    });
  });
}

function remarksOn(query: GateQuery, knowledge: Knowledge): Remark[] {
  const parsed = parsePromql(specimen(query.query));
  const expression = expressionOf(parsed);
  const problems = expression === undefined ? parsed.errors : typeProblems(expression);
  if (expression === undefined || problems.length > 0) {
    return problems.map(({ offset, message }) => ({
      code: 'gate-syntax',
      offset,
      message: `no PromQL: ${message}`,
      why: 'Prometheus answers with an error, each time',
      remedy: 'mend the query at this place',
    }));
  }
  const metrics = metricRemarks(selectorsOf(parsed), knowledge);
  // Of a metric that is not there nothing more can be said.
  if (metrics.some(({ code }) => code === 'gate-metric-unknown')) return metrics;
  return [
    ...metrics,
    ...conditionRemarks(query, expression, knowledge),
    ...silenceRemarks(query, expression, parsed),
    ...shapeRemarks(query, expression, knowledge),
  ];
}

function conditionRemarks(query: GateQuery, expression: Expression, knowledge: Knowledge): Remark[] {
  const range = reducedRange(rangeOf(expression, knowledge), query.reduce);
  const condition = conditionText(query.condition);
  const between = `its value lies between ${range.low} and ${range.high}`;
  switch (outlook(query.condition, range)) {
    case 'never':
      return [
        {
          code: 'gate-condition-impossible',
          offset: 0,
          message: `no value fulfils \`${condition}\`: ${between}`,
          why: 'the gate can never say go',
          remedy:
            expression.kind === 'aggregation' && expression.operator === 'count'
              ? '`count` of nothing is no data, not 0: write `sum(… bool …)` or `count(…) or vector(0)`'
              : 'choose another limit, or ask something else',
        },
      ];
    case 'always':
      return [
        {
          code: 'gate-condition-always',
          offset: 0,
          message: `every value fulfils \`${condition}\`: ${between}`,
          why: 'the query passes whatever happens to the fleet',
          remedy: 'choose another limit, or ask something else',
        },
      ];
    case 'sometimes':
      return [];
  }
}

function silenceRemarks({ condition }: GateQuery, expression: Expression, { text }: ParsedQuery): Remark[] {
  const found = filtering(expression);
  const { comparison, reference } = condition;
  const isZero = reference.kind === 'number' && reference.value === 0;
  const wantsFew = comparison === '<' || comparison === '<=' || (comparison === '==' && isZero);
  if (found === undefined || (found === 'inside' && !wantsFew)) return [];
  const start = text.length - text.trimStart().length;
  return [
    {
      code: 'gate-silence',
      offset: start,
      message:
        found === 'outside'
          ? 'the query leaves series out for their value, and gives no data when none is left'
          : 'the query counts what it finds, and gives no data where it finds nothing',
      why: 'no data never passes: where it is the good case, the gate cannot say go; where it is the bad one, it is not seen',
      remedy: 'compare in `condition`, or with `bool` and `sum`, or end the query with `or vector(0)`',
    },
  ];
}

function shapeRemarks({ condition, reduce }: GateQuery, expression: Expression, knowledge: Knowledge): Remark[] {
  const comparesSingly = reduce === 'every' || reduce === 'any';
  if (condition.reference.kind === 'number' || !comparesSingly || isSingle(expression, knowledge)) return [];
  return [
    {
      code: 'gate-baseline-shape',
      offset: 0,
      message: `it may give several series, and \`${conditionText(condition)}\` holds them against one number`,
      why: 'of several series no number was kept before, and the gate is inconclusive',
      remedy: 'make one number of them, by an aggregation in the query or by `reduce`',
    },
  ];
}
