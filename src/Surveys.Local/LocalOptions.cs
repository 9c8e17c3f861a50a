namespace Surveys.Local;

/// <summary>The options of the local host.</summary>
internal sealed record LocalOptions
{
    public const string DefaultUrls = "http://127.0.0.1:7071";

    /// <summary>Start without the demonstration.</summary>
    public bool Empty { get; init; }

    /// <summary>
    /// The folder for data and secrets; null for the default, see <see cref="AzuritePackages.DefaultFolder"/>.
    /// </summary>
    public string? Data { get; init; }

    /// <summary>
    /// The addresses to listen on, separated by semicolons; port 0 selects a free port. Null for the setting
    /// <c>Urls</c>, else <see cref="DefaultUrls"/>.
    /// </summary>
    public string? Urls { get; init; }

    /// <summary>
    /// The connection string of a storage account; null for the setting <c>Surveys:Storage:ConnectionString</c>, else
    /// the host's own Azurite.
    /// </summary>
    public string? Storage { get; init; }

    /// <summary>
    /// The bootstrap admin key; null for the setting <c>Surveys:Access:AdminKey</c>, else a generated key in the data
    /// folder.
    /// </summary>
    public string? AdminKey { get; init; }
}
