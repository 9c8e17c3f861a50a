namespace Surveys.Storage;

/// <summary>
/// The storage account, section <c>Surveys:Storage</c>: a connection string, or the two service addresses with a
/// managed identity.
/// </summary>
public sealed class StorageOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Surveys:Storage";

    /// <summary>
    /// A connection string, for the emulator and for development. Empty in Azure, where shared keys are off.
    /// </summary>
    public string? ConnectionString { get; set; }

    /// <summary>
    /// The address of the table service, such as <c>https://ACCOUNT.table.core.windows.net</c>. It is accessed with the
    /// identity of the host.
    /// </summary>
    public Uri? TableServiceUri { get; set; }

    /// <summary>The address of the queue service. It is accessed with the identity of the host.</summary>
    public Uri? QueueServiceUri { get; set; }

    /// <summary>
    /// The client id of a user-assigned identity. Null: the system-assigned identity, or the developer's own sign-in.
    /// </summary>
    public string? ManagedIdentityClientId { get; set; }
}
