namespace Surveys.Local;

/// <summary>How the one-machine host was asked to start.</summary>
internal sealed record LocalOptions
{
    public const string DefaultUrls = "http://127.0.0.1:7071";

    /// <summary>No demonstration.</summary>
    public bool Empty { get; init; }

    /// <summary>The folder of its data and secrets; null: under the repository's root, else with the user's own data.</summary>
    public string? Data { get; init; }

    /// <summary>Addresses to listen on, separated by semicolons; port 0 takes a free one. Null: the setting <c>Urls</c>, else <see cref="DefaultUrls"/>.</summary>
    public string? Urls { get; init; }

    /// <summary>The connection string of an account, instead of an Azurite of its own; null: the setting <c>Surveys:Storage:ConnectionString</c>.</summary>
    public string? Storage { get; init; }

    /// <summary>The bootstrap admin key; null: the setting <c>Surveys:Access:AdminKey</c>, else one made and kept in the data folder.</summary>
    public string? AdminKey { get; init; }
}
