using System.Collections.Immutable;

namespace Surveys.Http;

/// <summary>Collects all errors of one request, so that one answer lists them all.</summary>
public sealed class ValidationErrors
{
    private readonly SortedDictionary<string, List<string>> _messages = new(StringComparer.Ordinal);

    /// <summary>Whether there is at least one error.</summary>
    public bool Any => _messages.Count > 0;

    /// <summary>Adds an error at a JSON pointer (<c>/phone</c>) or a query parameter (<c>from</c>).</summary>
    public ValidationErrors Add(string at, string message)
    {
        ArgumentNullException.ThrowIfNull(at);
        if (!_messages.TryGetValue(at, out var messages))
        {
            _messages[at] = messages = [];
        }

        if (!messages.Contains(message))
        {
            messages.Add(message);
        }

        return this;
    }

    /// <summary>The errors in the form of the contract.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> ToErrors() =>
        _messages.ToImmutableSortedDictionary(
            pair => pair.Key,
            pair => (IReadOnlyList<string>)pair.Value,
            StringComparer.Ordinal
        );
}
