namespace Surveys.Sms;

/// <summary>
/// Folds look-alike letters into one, and a language's own letters into the letters of another keyboard that citizens
/// type instead, such as К for Қ.
/// </summary>
internal sealed class LookAlikes
{
    /// <summary>Cyrillic capital letters and the Latin ones that look the same.</summary>
    private const string CyrillicAndLatin = "АAВBЕEКKМMНHОOРPСCТTУYХXІI";

    private const int MaxOnStack = 64;

    /// <summary>The folded letter for each letter, up to the last one that changes.</summary>
    private readonly char[] _folded;

    /// <param name="pairs">Pairs of a capital letter and the letter typed instead, from <c>replies.json</c>.</param>
    /// <exception cref="InvalidDataException">An entry is not a pair of letters.</exception>
    public LookAlikes(IEnumerable<string> pairs)
    {
        var scripts = CyrillicAndLatin.Chunk(2).ToDictionary(pair => pair[0], pair => pair[1]);
        var all = new Dictionary<char, char>(scripts);
        foreach (var pair in pairs)
        {
            if (pair is not [var letter, var typed])
            {
                throw new InvalidDataException($"'{pair}' is not a pair of letters.");
            }

            all[letter] = scripts.GetValueOrDefault(typed, typed);
        }

        _folded = new char[all.Keys.Max() + 1];
        for (var unit = 0; unit < _folded.Length; unit++)
        {
            _folded[unit] = all.GetValueOrDefault((char)unit, (char)unit);
        }
    }

    /// <summary>A word in capitals with its letters folded.</summary>
    public string Fold(ReadOnlySpan<char> word)
    {
        var folded = word.Length <= MaxOnStack ? stackalloc char[word.Length] : new char[word.Length];
        for (var i = 0; i < word.Length; i++)
        {
            folded[i] = word[i] < _folded.Length ? _folded[word[i]] : word[i];
        }

        return folded.ToString();
    }
}
