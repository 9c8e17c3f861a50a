namespace Surveys.Storage;

/// <summary>
/// What Azure Table Storage allows. Guarded by our own code, because the emulator accepts some of what Azure refuses.
/// Source: Azure's "Scalability and performance targets for Table storage".
/// </summary>
internal static class TableLimits
{
    /// <summary>Entities in one transaction.</summary>
    public const int TransactionEntities = 100;

    /// <summary>Bytes of one transaction's payload.</summary>
    public const int TransactionBytes = 4 * 1024 * 1024;

    /// <summary>Bytes of one entity, names and values together.</summary>
    public const int EntityBytes = 1024 * 1024;

    /// <summary>Properties of one entity beside its keys and timestamp.</summary>
    public const int EntityProperties = 252;

    /// <summary>Bytes of one property; a string takes two for each UTF-16 unit.</summary>
    public const int PropertyBytes = 64 * 1024;

    /// <summary>Characters of a partition or row key.</summary>
    public const int KeyCharacters = 512;

    /// <summary>The earliest instant that a table can hold.</summary>
    public static readonly DateTimeOffset EarliestDate = new(1601, 1, 1, 0, 0, 0, TimeSpan.Zero);
}
