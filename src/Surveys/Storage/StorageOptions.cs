namespace Surveys.Storage;

/// <summary>Where the platform stores, section <c>Surveys:Storage</c>: a connection string, or the two service addresses with a managed identity.</summary>
public sealed class StorageOptions
{
    /// <summary>The section that binds here.</summary>
    public const string Section = "Surveys:Storage";

    /// <summary>A connection string: for the emulator and one's own machine. In Azure it stays empty, since shared keys are off there.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>The table service's address, such as <c>https://ACCOUNT.table.core.windows.net</c>; opened with the host's identity.</summary>
    public Uri? TableServiceUri { get; set; }

    /// <summary>The queue service's address; opened with the host's identity.</summary>
    public Uri? QueueServiceUri { get; set; }

    /// <summary>Client id of a user-assigned identity; null: the system-assigned one, or whoever is signed in.</summary>
    public string? ManagedIdentityClientId { get; set; }
}
