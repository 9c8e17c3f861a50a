namespace Surveys.Integrity;

/// <summary>
/// What a signal observes. Signals of one family see the same thing, so only the heaviest of them counts.
/// </summary>
internal enum SignalFamily
{
    /// <summary>How many interactions are reported.</summary>
    Coverage,

    /// <summary>Which kinds of ballots there are.</summary>
    Ballots,

    /// <summary>When answers come.</summary>
    Timing,

    /// <summary>What answers say, and how many people answer.</summary>
    Answers,

    /// <summary>When reports come.</summary>
    Reports,

    /// <summary>Which phone numbers are reported.</summary>
    Numbers,
}

/// <summary>How a value that crosses a limit affects the grade.</summary>
internal enum SignalWeight
{
    /// <summary>
    /// No effect on the grade: it is told with the other reasons. Honest services differ here too, month after month.
    /// </summary>
    Note,

    /// <summary>The grade is at best doubtful. It never contributes to unsound.</summary>
    Limit,

    /// <summary>The grade is at best doubtful; with a suspect signal of another family it is unsound.</summary>
    Suspect,

    /// <summary>The grade is unsound.</summary>
    Decisive,
}

/// <summary>A limit that a signal's value can cross.</summary>
/// <param name="Weight">The effect on the grade.</param>
/// <param name="IsCrossed">Whether a service's month crosses it, by its counts and the signal's value.</param>
internal sealed record SignalLimit(SignalWeight Weight, Func<IntegrityCounts, double, bool> IsCrossed);

/// <summary>When an outlier among the services counts.</summary>
/// <param name="Weight">The effect on the grade.</param>
/// <param name="MinSpread">The smallest standard deviation over services to assume.</param>
/// <param name="IsRelevant">Whether the value is large (or small) enough to matter at all.</param>
internal sealed record SignalOutlier(SignalWeight Weight, double MinSpread, Func<double, bool> IsRelevant)
{
    /// <summary>Whether low values are suspicious, not high ones.</summary>
    public bool IsLow { get; init; }

    /// <summary>Whether values are compared by their logarithms, as times are.</summary>
    public bool IsLogarithmic { get; init; }

    /// <summary>The value as it is compared.</summary>
    public double Scale(double value) => IsLogarithmic ? Math.Log(Math.Max(1, value)) : value;
}

/// <summary>One signal of manipulation: how it is computed and what it means for the grade.</summary>
/// <param name="Id">The name in the API.</param>
/// <param name="Family">What it observes.</param>
/// <param name="ValueOf">The value; null where the month has too little data for it.</param>
internal sealed record IntegritySignal(string Id, SignalFamily Family, Func<IntegrityCounts, double?> ValueOf)
{
    /// <summary>Limits on the value, the heaviest first.</summary>
    public IReadOnlyList<SignalLimit> Limits { get; init; } = [];

    /// <summary>The rule for outliers; null where the signal is not compared over services.</summary>
    public SignalOutlier? Outlier { get; init; }
}
