using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Surveys.Scoring;

/// <summary>
/// Counters by name. An absent counter is 0. Values can be negative, since a counter shard holds signed deltas.
/// </summary>
[SuppressMessage("Naming", "CA1710", Justification = "Counts is the domain's word.")]
internal sealed class Counts : IEnumerable<KeyValuePair<string, long>>
{
    private readonly Dictionary<string, long> _values;

    /// <summary>Creates counts that are all 0.</summary>
    /// <param name="expected">Expected number of counters; 0 if unknown.</param>
    public Counts(int expected = 0) => _values = new(expected, StringComparer.Ordinal);

    /// <summary>The value of a counter. Setting it to 0 removes the counter.</summary>
    public long this[string counter]
    {
        get => _values.GetValueOrDefault(counter);
        set
        {
            if (value is 0)
            {
                _values.Remove(counter);
            }
            else
            {
                _values[counter] = value;
            }
        }
    }

    /// <summary>Whether every counter is 0.</summary>
    public bool IsEmpty => _values.Count is 0;

    public long Interactions => this[Counters.Interactions];

    /// <summary>Number of answers to one question by choice, in the order of its choices.</summary>
    public long[] Distribution(Question question) => [.. question.CounterNames.Select(counter => this[counter])];

    /// <summary>Number of answers to one question.</summary>
    public long AnswersTo(Question question)
    {
        var answers = 0L;
        foreach (var counter in question.CounterNames)
        {
            answers += this[counter];
        }

        return answers;
    }

    /// <summary>Number of answers to the satisfaction question: the figure <c>responses</c>.</summary>
    public long Responses => AnswersTo(StandardQuestions.Satisfaction);

    public void Add(string counter, long delta)
    {
        ref var value = ref CollectionsMarshal.GetValueRefOrAddDefault(_values, counter, out _);
        value += delta;
        if (value is 0)
        {
            _values.Remove(counter);
        }
    }

    /// <summary>Adds other counts, or subtracts them with a sign of -1.</summary>
    public void Add(Counts other, int sign = 1)
    {
        foreach (var (counter, value) in other._values)
        {
            Add(counter, sign * value);
        }
    }

    public Counts Copy()
    {
        var copy = new Counts();
        copy.Add(this);
        return copy;
    }

    public bool SameAs(Counts other) =>
        _values.Count == other._values.Count && _values.All(pair => other[pair.Key] == pair.Value);

    public IEnumerator<KeyValuePair<string, long>> GetEnumerator() => _values.GetEnumerator();

    System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
}
